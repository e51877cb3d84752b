namespace Monitoring.Tests;

public class SampleSeriesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Samples_of_any_number_of_readings_are_few_and_keep_mean_and_peak(int readings)
    {
        SampleSeries series = new(8);
        Random random = new(5);
        List<double> utilizations = [];
        for (int i = 1; i <= readings; i++)
        {
            utilizations.Add(random.NextDouble());
            series.Add(new TimedReading(TimeSpan.FromSeconds(i), new DeviceReading { Utilization = utilizations[^1], UsedBytes = i == 3 ? 1000 : i % 100 }));
        }

        IReadOnlyList<TimedReading> samples = series.Samples();

        Assert.InRange(samples.Count, 1, 8);
        int each = (int)samples[0].Time.TotalSeconds;
        Assert.InRange(readings - (each * samples.Count), 0, each - 1);
        Assert.Equal(utilizations.Take(each * samples.Count).Average(), samples.Average(sample => sample.Reading.Utilization)!.Value, 1e-9);
        Assert.Equal(readings < 3 ? 1 : 1000, samples.Max(sample => sample.Reading.UsedBytes));
        Assert.Null(samples[0].Reading.PowerWatts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_bound_that_cannot_be_halved_is_refused(int most) => Assert.Throws<ArgumentOutOfRangeException>(() => new SampleSeries(most));
}
