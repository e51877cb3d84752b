using Reports.Model;

namespace Reports.Tests;

public class TimelinePointsTests
{
    private static readonly string[] Phases = ["forward", "loss", "backward", "optimizer"];

    [Fact]
    public void Every_turning_point_stays_where_all_of_them_fit()
    {
        // Waves of a hundred points each: only their tops and bottoms are turning points.
        MemoryPoint[] points = [.. Enumerable.Range(0, 5000).Select(i => Point(i, Math.Abs((i % 200) - 100) * 1000))];
        IReadOnlyList<MemoryPoint> thinned = TimelinePoints.Thin(points, 600);

        Assert.Equal(points.Where((point, i) => i % 100 == 0 || i == points.Length - 1), thinned);
    }

    [Fact]
    public void The_highest_point_of_any_curve_stays_and_no_point_is_moved()
    {
        Random random = new(7);
        for (int trial = 0; trial < 40; trial++)
        {
            MemoryPoint[] points = new MemoryPoint[random.Next(1, 20_000)];
            long bytes = 1L << 30;
            for (int i = 0; i < points.Length; i++)
            {
                bytes = Math.Max(0, bytes + (random.Next(-1000, 1000) << random.Next(20)));
                points[i] = Point(i, bytes, Phases[i * Phases.Length / points.Length]);
            }

            IReadOnlyList<MemoryPoint> thinned = TimelinePoints.Thin(points, 600);

            Assert.InRange(thinned.Count, Math.Min(points.Length, 2), 600);
            Assert.Subset(points.ToHashSet(), thinned.ToHashSet());
            Assert.Equal(points.Max(point => point.AllocatedBytes), thinned.Max(point => point.AllocatedBytes));
            Assert.Equal(thinned.Select(point => point.TSeconds).Order(), thinned.Select(point => point.TSeconds));
            Assert.Equal(points[0], thinned[0]);
            Assert.Equal(points[^1], thinned[^1]);
            foreach (IGrouping<string?, MemoryPoint> phase in points.GroupBy(point => point.Phase))
                Assert.Contains(phase.First(), thinned);
        }
    }

    [Fact]
    public void A_flat_curve_is_its_two_ends()
    {
        IReadOnlyList<MemoryPoint> thinned = TimelinePoints.Thin([.. Enumerable.Range(0, 1000).Select(i => Point(i, 5))], 600);

        Assert.Equal([0, 999], thinned.Select(point => point.TSeconds));
    }

    private static MemoryPoint Point(int i, long bytes, string phase = "forward") => new() { TSeconds = i, AllocatedBytes = bytes, Phase = phase };
}
