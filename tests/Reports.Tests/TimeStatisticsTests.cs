using Reports.Model;

namespace Reports.Tests;

public class TimeStatisticsTests
{
    [Fact]
    public void Figures_are_those_of_NumPy_and_SciPy()
    {
        // numpy.mean, median, std(ddof=1), percentile(95); scipy.stats.t.interval(0.95, 4, mean, std/sqrt(5))
        TimeStatistics s = TimeStatistics.Of([1, 2, 3, 4, 10])!;
        Assert.Equal(4, s.Mean, 12);
        Assert.Equal(3, s.Median, 12);
        Assert.Equal(3.5355339059327378, s.Stddev, 12);
        Assert.Equal(8.8, s.P95, 12);
        Assert.Equal(4 - 4.389945, s.Ci95!.Low, 3);
        Assert.Equal(4 + 4.389945, s.Ci95.High, 3);
    }

    [Fact]
    public void The_interval_of_several_processes_is_that_of_their_means()
    {
        // scipy.stats.t.interval(0.95, 2, mean([1, 2, 4]), std([1, 2, 4], ddof=1) / sqrt(3))
        TimeStatistics s = TimeStatistics.OfProcesses([[0.9, 1.1], [2], [3, 4, 5], []])!;
        Assert.Equal(7.0 / 3, s.Mean, 12);
        Assert.Equal((7.0 / 3) - 3.794583, s.Ci95!.Low, 5);
        Assert.Equal((7.0 / 3) + 3.794583, s.Ci95.High, 5);
        Assert.Equal((0.9, 5), (s.Min, s.Max));
    }

    /// <summary>The spread between processes is four times that within: an interval of the pooled times would cover the mean in a third of the runs.</summary>
    [Fact]
    public void The_interval_covers_the_true_mean_as_often_as_it_says()
    {
        const int Runs = 4000;
        Random random = new(1);
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            double[][] processes = [.. Enumerable.Range(0, 3).Select(_ =>
            {
                double speed = 1 + (0.08 * Normal());
                return Enumerable.Range(0, 10).Select(_ => speed + (0.02 * Normal())).ToArray();
            })];
            Interval interval = TimeStatistics.OfProcesses(processes)!.Ci95!;
            covered += interval.Low <= 1 && interval.High >= 1 ? 1 : 0;
        }

        Assert.InRange(covered, 0.94 * Runs, 0.96 * Runs);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Fact]
    public void One_value_has_no_interval_and_none_has_no_statistics()
    {
        Assert.Null(TimeStatistics.Of([0.1])!.Ci95);
        Assert.Equal(0, TimeStatistics.Of([0.1])!.Stddev);
        Assert.Null(TimeStatistics.Of([]));
    }
}
