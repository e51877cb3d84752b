using System.Globalization;

namespace Events.Pairing;

/// <summary>
/// Pairs of RGB and event frames, one to one, by their time stamps. Of all pairings within the tolerance it is one with the
/// greatest sum of <c>tolerance - |difference|</c> over its pairs, and of these one with the most pairs.
/// </summary>
/// <remarks>
/// Every pair gains, the more the nearer its frames are. Taking the nearest partner first would leave frames alone where the
/// clocks are about half a frame apart; the most pairs at any price would move a whole stretch by a frame to gain one pair.
/// </remarks>
public sealed class FramePairing
{
    /// <summary>
    /// The most candidates (an RGB frame and an event frame within the tolerance) that are looked at. Two cameras at 30 frames
    /// a second have two or three a frame within 33 ms; far more come of a tolerance that is much too long.
    /// </summary>
    public const int MostCandidates = 1 << 26;

    private FramePairing(IReadOnlyList<FramePair> pairs, IReadOnlyList<int> unpairedRgb, IReadOnlyList<int> unpairedEvents) =>
        (Pairs, UnpairedRgb, UnpairedEvents) = (pairs, unpairedRgb, unpairedEvents);

    /// <summary>The pairs in the order of their time.</summary>
    public IReadOnlyList<FramePair> Pairs { get; }

    /// <summary>Indices of RGB frames without a partner, in the order of their time.</summary>
    public IReadOnlyList<int> UnpairedRgb { get; }

    /// <summary>Indices of event frames without a partner, in the order of their time.</summary>
    public IReadOnlyList<int> UnpairedEvents { get; }

    /// <summary>Pairs and frames without a partner: each is a sample.</summary>
    public int Samples => Pairs.Count + UnpairedRgb.Count + UnpairedEvents.Count;

    /// <summary>Pairs divided by samples (dual_rate), 0 to 1; 0 without frames.</summary>
    public double DualRate => Samples == 0 ? 0 : (double)Pairs.Count / Samples;

    /// <summary>Mean absolute difference of a pair's stamps in milliseconds (avg_tdiff); NaN without pairs.</summary>
    public double AverageDifference => Pairs.Count == 0 ? double.NaN : Pairs.Average(static pair => Math.Abs((double)pair.Difference)) / 1e3;

    /// <summary>Pairs frames. Stamps in order take time and memory in proportion to frames and candidates; others are sorted first.</summary>
    /// <param name="rgb">Stamps of the RGB frames in microseconds, in any order.</param>
    /// <param name="events">Stamps of the event frames in microseconds, in any order.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="InvalidInputException">An option or a stamp is out of its range, or there are more candidates than <see cref="MostCandidates"/>.</exception>
    public static FramePairing Of(IReadOnlyList<long> rgb, IReadOnlyList<long> events, PairingOptions? options = null)
    {
        options ??= new PairingOptions();
        options.Validate();
        SortedStamps first = SortedStamps.Of(rgb, 0), second = SortedStamps.Of(events, options.EventOffset);
        (int From, int To)[] candidates = Candidates(first.Times, second.Times, options.Tolerance);
        List<FramePair> pairs = [];
        bool[] isPairedRgb = new bool[first.Times.Length], isPairedEvent = new bool[second.Times.Length];
        foreach ((int i, int j) in OrderedMatching.Of(first.Times, second.Times, candidates, options.Tolerance))
        {
            pairs.Add(new FramePair(first.Indices[i], second.Indices[j], second.Times[j] - first.Times[i]));
            (isPairedRgb[i], isPairedEvent[j]) = (true, true);
        }

        return new FramePairing(pairs, Rest(first.Indices, isPairedRgb), Rest(second.Indices, isPairedEvent));
    }

    /// <summary>The event frames within the tolerance of each RGB frame: from the first up to but without the second.</summary>
    private static (int From, int To)[] Candidates(long[] rgb, long[] events, long tolerance)
    {
        (int From, int To)[] candidates = new (int, int)[rgb.Length];
        int from = 0, to = 0;
        long all = 0;
        for (int i = 0; i < rgb.Length; i++)
        {
            while (from < events.Length && events[from] < rgb[i] - tolerance)
                from++;
            while (to < events.Length && events[to] <= rgb[i] + tolerance)
                to++;
            candidates[i] = (from, to);
            all += to - from;
        }

        return all <= MostCandidates
            ? candidates
            : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"Pairing: within a tolerance of {tolerance} microseconds {rgb.Length} RGB frames have {all} candidates; at most {MostCandidates} are looked at. Choose a shorter tolerance."));
    }

    private static int[] Rest(int[] indices, bool[] isPaired) => [.. indices.Where((_, i) => !isPaired[i])];

    private sealed record SortedStamps(long[] Times, int[] Indices)
    {
        public static SortedStamps Of(IReadOnlyList<long> stamps, long offset)
        {
            long[] times = new long[stamps.Count];
            bool isSorted = true;
            for (int i = 0; i < times.Length; i++)
            {
                if (stamps[i] is < -CdEvent.MostTime or > CdEvent.MostTime)
                    throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"Pairing: the stamp of frame {i} is {stamps[i]} microseconds; allowed is {-CdEvent.MostTime} to {CdEvent.MostTime}."));
                times[i] = stamps[i] + offset;
                isSorted &= i == 0 || times[i - 1] <= times[i];
            }

            int[] indices = [.. Enumerable.Range(0, times.Length)];
            if (!isSorted)
            {
                // Equal stamps stay in their order, so that the result does not depend on the way of sorting.
                indices = [.. indices.OrderBy(i => times[i])];
                times = [.. indices.Select(i => times[i])];
            }

            return new SortedStamps(times, indices);
        }
    }
}
