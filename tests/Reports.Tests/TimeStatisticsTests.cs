using Reports.Model;

namespace Reports.Tests;

public class TimeStatisticsTests
{
    [Fact]
    public void Figures_are_those_of_NumPy_and_SciPy()
    {
        // numpy.mean, median, std(ddof=1), percentile(95); scipy.stats.t.interval(0.99, 4, mean, std/sqrt(5))
        TimeStatistics s = TimeStatistics.Of([1, 2, 3, 4, 10])!;
        Assert.Equal(4, s.Mean, 12);
        Assert.Equal(3, s.Median, 12);
        Assert.Equal(3.5355339059327378, s.Stddev, 12);
        Assert.Equal(8.8, s.P95, 12);
        Assert.Equal(4 - 7.279761, s.Ci99!.Low, 3);
        Assert.Equal(4 + 7.279761, s.Ci99.High, 3);
    }

    [Fact]
    public void One_value_has_no_interval_and_none_has_no_statistics()
    {
        Assert.Null(TimeStatistics.Of([0.1])!.Ci99);
        Assert.Equal(0, TimeStatistics.Of([0.1])!.Stddev);
        Assert.Null(TimeStatistics.Of([]));
    }
}
