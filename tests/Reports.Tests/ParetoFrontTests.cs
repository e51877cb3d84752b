namespace Reports.Tests;

public class ParetoFrontTests
{
    [Fact]
    public void The_front_has_the_points_that_no_other_beats_in_both()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            double[] x = [.. Enumerable.Range(0, 20).Select(_ => (double)random.Next(10))];
            double[] y = [.. Enumerable.Range(0, 20).Select(_ => (double)random.Next(10))];
            IReadOnlyList<int> front = ParetoFront.Of(x, y);
            HashSet<(double, double)> points = [.. front.Select(i => (x[i], y[i]))];
            for (int i = 0; i < x.Length; i++)
            {
                bool beaten = Enumerable.Range(0, x.Length).Any(k => x[k] <= x[i] && y[k] <= y[i] && (x[k] < x[i] || y[k] < y[i]));
                Assert.Equal(!beaten, points.Contains((x[i], y[i])));
            }
        }
    }
}
