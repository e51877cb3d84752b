using System.Diagnostics;
using CsCheck;
using Events.Pairing;

namespace Events.Tests.Pairing;

public sealed class FramePairingTests
{
    // Two cameras: a period, jitter, dropped frames, a clock offset, stamps out of order.
    private static readonly Gen<(long[] Rgb, long[] Events, PairingOptions Options)> Recordings =
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[0, 30], Gen.Int[0, 1_000_000], Gen.Int[-50, 50], Gen.Bool).Select((rgb, events, tolerance, seed, offset, shuffles) =>
        {
            Random random = new(seed);
            long[] first = Camera(rgb, 0), second = Camera(events, -offset);
            return (first, second, new PairingOptions { Tolerance = tolerance, EventOffset = offset });

            long[] Camera(int frames, int shift)
            {
                long[] stamps = [.. Enumerable.Range(0, frames).Where(_ => random.Next(5) > 0).Select(i => (long)i * 20 + random.Next(-12, 13) + shift)];
                if (shuffles)
                    random.Shuffle(stamps);
                return stamps;
            }
        });

    [Fact]
    public void Nothing_is_paired_twice_and_nothing_is_lost()
    {
        Recordings.Sample(recording =>
        {
            FramePairing pairing = FramePairing.Of(recording.Rgb, recording.Events, recording.Options);

            Assert.Equal(Enumerable.Range(0, recording.Rgb.Length), pairing.Pairs.Select(static pair => pair.Rgb).Concat(pairing.UnpairedRgb).Order());
            Assert.Equal(Enumerable.Range(0, recording.Events.Length), pairing.Pairs.Select(static pair => pair.Event).Concat(pairing.UnpairedEvents).Order());
            Assert.All(pairing.Pairs, pair =>
            {
                Assert.Equal(recording.Events[pair.Event] + recording.Options.EventOffset - recording.Rgb[pair.Rgb], pair.Difference);
                Assert.InRange(Math.Abs(pair.Difference), 0, recording.Options.Tolerance);
            });
            Assert.Equal(recording.Rgb.Length + recording.Events.Length - pairing.Pairs.Count, pairing.Samples);
            Assert.Equal(pairing.Samples == 0 ? 0 : pairing.Pairs.Count / (double)pairing.Samples, pairing.DualRate);
            if (pairing.Pairs.Count > 0)
                Assert.Equal(pairing.Pairs.Average(static pair => Math.Abs(pair.Difference)) / 1000.0, pairing.AverageDifference, 1e-9);
            else
                Assert.Equal(double.NaN, pairing.AverageDifference);
        }, iter: 5000);
    }

    [Fact]
    public void It_is_the_best_of_all_pairings()
    {
        Gen<long[]> stamps = Gen.Long[0, 60].Array[0, 6];
        Gen.Select(stamps, stamps, Gen.Long[0, 25], Gen.Long[-20, 20]).Sample((rgb, events, tolerance, offset) =>
        {
            FramePairing pairing = FramePairing.Of(rgb, events, new PairingOptions { Tolerance = tolerance, EventOffset = offset });

            Assert.Equal(Best(rgb, [.. events.Select(time => time + offset)], tolerance, 0, 0), (pairing.Pairs.Sum(pair => tolerance - Math.Abs(pair.Difference)), pairing.Pairs.Count));
        }, iter: 5000);
    }

    [Fact]
    public void The_order_of_the_frames_does_not_matter()
    {
        Recordings.Sample(recording =>
        {
            long[] rgb = [.. recording.Rgb.Order()], events = [.. recording.Events.Order()];
            FramePairing sorted = FramePairing.Of(rgb, events, recording.Options), given = FramePairing.Of(recording.Rgb, recording.Events, recording.Options);

            Assert.Equal(
                sorted.Pairs.Select(pair => (rgb[pair.Rgb], events[pair.Event])),
                given.Pairs.Select(pair => (recording.Rgb[pair.Rgb], recording.Events[pair.Event])));
        }, iter: 2000);
    }

    [Fact]
    public void A_clock_that_lags_by_nearly_half_a_frame_leaves_no_frame_alone()
    {
        Random random = new(1);
        long[] rgb = [.. Enumerable.Range(0, 300).Select(i => i * 33_333L)];
        long[] events = [.. rgb.Select(time => time + 14_000 + random.Next(-6000, 6000))];

        FramePairing pairing = FramePairing.Of(rgb, events);

        Assert.Equal(1, pairing.DualRate);
        Assert.InRange(pairing.AverageDifference, 13, 15);
        Assert.InRange(FramePairing.Of(rgb, events, new PairingOptions { EventOffset = -14_000 }).AverageDifference, 0, 4);
    }

    [Fact]
    public void A_stretch_is_not_moved_by_a_frame_to_gain_one_pair()
    {
        // One camera lacks the frame 20, the other the frame 80; the tolerance would allow pairs of neighbours.
        long[] all = [.. Enumerable.Range(0, 100).Select(i => i * 33_333L)];

        FramePairing pairing = FramePairing.Of([.. all.Where((_, i) => i != 20)], [.. all.Where((_, i) => i != 80)], new PairingOptions { Tolerance = 50_000 });

        Assert.Equal((98, 0.0), (pairing.Pairs.Count, pairing.AverageDifference));
    }

    [Fact]
    public void Dropped_frames_lower_the_rate_and_are_named()
    {
        long[] rgb = [.. Enumerable.Range(0, 100).Select(i => i * 33_333L)];
        long[] events = [.. rgb.Where((_, i) => i % 10 != 3)];

        FramePairing pairing = FramePairing.Of(rgb, events, new PairingOptions { Tolerance = 10_000 });

        Assert.Equal([3, 13, 23, 33, 43, 53, 63, 73, 83, 93], pairing.UnpairedRgb);
        Assert.Equal((0.9, 0.0), (pairing.DualRate, pairing.AverageDifference));
    }

    [Fact]
    public void A_million_frames_are_paired_in_seconds()
    {
        Random random = new(3);
        long[] rgb = [.. Enumerable.Range(0, 1_000_000).Select(i => i * 33_333L + random.Next(5000))], events = [.. rgb.Select(time => time + random.Next(-9000, 9000))];
        Stopwatch watch = Stopwatch.StartNew();

        FramePairing pairing = FramePairing.Of(rgb, events);

        // Comparing each frame with each other takes a thousand times as long.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.InRange(pairing.DualRate, 0.99, 1);
    }

    [Fact]
    public void Wrong_options_and_hopeless_tolerances_are_errors()
    {
        Assert.Contains("tolerance is -1", Message([], new PairingOptions { Tolerance = -1 }), StringComparison.Ordinal);
        Assert.Contains("offset", Message([], new PairingOptions { EventOffset = long.MinValue }), StringComparison.Ordinal);
        Assert.Contains("frame 1 is 9223372036854775807", Message([0, long.MaxValue], null), StringComparison.Ordinal);
        Assert.Contains("Choose a shorter tolerance", Message(new long[10_000], null), StringComparison.Ordinal);

        static string Message(long[] stamps, PairingOptions? options) => Assert.Throws<InvalidInputException>(() => FramePairing.Of(stamps, stamps, options)).Message;
    }

    /// <summary>Tries all pairings, crossing ones too.</summary>
    private static (long Gain, int Pairs) Best(long[] rgb, long[] events, long tolerance, int i, int used)
    {
        if (i == rgb.Length)
            return (0, 0);
        (long Gain, int Pairs) best = Best(rgb, events, tolerance, i + 1, used);
        for (int j = 0; j < events.Length; j++)
        {
            long distance = Math.Abs(events[j] - rgb[i]);
            if ((used & 1 << j) != 0 || distance > tolerance)
                continue;
            (long gain, int pairs) = Best(rgb, events, tolerance, i + 1, used | 1 << j);
            (long, int) with = (gain + tolerance - distance, pairs + 1);
            if (with.CompareTo(best) > 0)
                best = with;
        }

        return best;
    }
}
