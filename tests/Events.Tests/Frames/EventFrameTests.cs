using Events.Frames;

namespace Events.Tests.Frames;

public sealed class EventFrameTests
{
    private static readonly SensorSize Small = new(4, 3);

    [Fact]
    public void Polarity_counts_are_those_of_each_pixel()
    {
        PolarityCounts frame = new(Small);
        frame.Begin(0, 100);
        frame.Add([new(1, 0, 0, true), new(2, 0, 0, true), new(3, 3, 2, false)]);
        frame.Add([new(4, 0, 0, false)]);

        Assert.Equal(1, frame.Values[0]);
        Assert.Equal(1, frame.Values[11]);
        Assert.Equal(2, frame.Values[12]);
        Assert.Equal(4, frame.Values.ToArray().Sum(static count => count));
        byte[] rgb = new byte[36];
        frame.Draw(rgb);
        Assert.Equal([127, 0, 63], rgb[..3]);
        Assert.Equal([0, 0, 63], rgb[33..]);
        frame.Begin(100, 200);
        Assert.All(frame.Values.ToArray(), static count => Assert.Equal(0, count));
    }

    [Fact]
    public void Counts_stop_at_their_largest_value()
    {
        PolarityCounts frame = new(Small);
        frame.Add([.. Enumerable.Repeat(new CdEvent(0, 1, 1, true), 70_000)]);

        Assert.Equal(ushort.MaxValue, frame.Values[12 + 5]);
    }

    [Fact]
    public void A_time_surface_falls_with_the_age_of_the_latest_event()
    {
        TimeSurface frame = new(Small, decay: 50);
        frame.Begin(0, 100);
        frame.Add([new(0, 0, 0, true), new(50, 0, 0, true), new(100 - 1, 1, 0, false)]);
        float[] values = new float[24];
        frame.CopyTo(values);

        Assert.Equal(MathF.Exp(-1), values[12], 1e-6);
        Assert.Equal(MathF.Exp(-1 / 50f), values[1], 1e-6);
        Assert.Equal(2, values.Count(static value => value > 0));
    }

    [Fact]
    public void A_voxel_grid_shares_each_event_between_two_bins()
    {
        VoxelGrid frame = new(Small, bins: 5);
        frame.Begin(1000, 1400);
        frame.Add([new(1000, 0, 0, true), new(1150, 1, 0, false), new(1399, 2, 0, true)]);

        Assert.Equal(1, frame.Values[0]);
        Assert.Equal(-0.5, frame.Values[12 + 1], 1e-6);
        Assert.Equal(-0.5, frame.Values[24 + 1], 1e-6);
        Assert.Equal(0.01, frame.Values[36 + 2], 1e-5);
        Assert.Equal(0.99, frame.Values[48 + 2], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void A_voxel_grid_keeps_the_sum_of_polarities(int bins)
    {
        CdEvent[] events = EventStreams.Draw(5000, bins, Small);
        VoxelGrid frame = new(Small, bins);
        frame.Begin(0, events[^1].Time + 1);
        frame.Add(events);

        Assert.Equal(events.Sum(static each => each.IsOn ? 1 : -1), frame.Values.ToArray().Sum(static value => (double)value), 0.01);
    }

    [Fact]
    public void Events_outside_of_the_frame_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PolarityCounts(Small).Add([new(0, 4, 0, true)]));
        Assert.Throws<ArgumentException>(() => new TimeSurface(Small, 1).Add([new(0, 0, 3, true)]));
        Assert.Throws<ArgumentException>(() => new VoxelGrid(Small, 2).Add([new(0, 4, 0, true)]));
    }
}
