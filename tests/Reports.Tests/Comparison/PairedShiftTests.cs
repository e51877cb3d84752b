using Reports.Comparison;
using Reports.Model;

namespace Reports.Tests.Comparison;

public class PairedShiftTests
{
    // The table of Wilcoxon's signed-rank test, one-sided.
    [Theory]
    [InlineData(5, 0.05, 0)]
    [InlineData(10, 0.025, 8)]
    [InlineData(10, 0.005, 3)]
    [InlineData(15, 0.025, 25)]
    [InlineData(15, 0.01, 19)]
    [InlineData(30, 0.025, 137)]
    [InlineData(6, 0.01, -1)]
    [InlineData(0, 0.1, -1)]
    public void Critical_values_are_those_of_the_table(int n, double alpha, int expected) => Assert.Equal(expected, PairedShift.CriticalValue(n, alpha));

    [Theory]
    [InlineData(0.05, 5)]
    [InlineData(0.01, 7)]
    [InlineData(0.001, 10)]
    [InlineData(0.125, 3)]
    public void The_needed_count_follows_from_the_smallest_p_value(double alpha, int needed)
    {
        double[] x = [.. Enumerable.Repeat(1.0, needed)];

        Assert.Equal(needed, PairedShift.NeededCount(alpha));
        Assert.NotNull(PairedShift.Of(x, x, alpha));
        Assert.Null(PairedShift.Of(x[1..], x[1..], alpha));
    }

    [Fact]
    public void A_machine_that_changes_its_speed_between_the_pairs_changes_nothing()
    {
        Random random = new(5);
        double[] speed = [.. Enumerable.Range(0, 15).Select(i => i is > 4 and < 11 ? 1.25 : 1)];
        double[] x = [.. SampleRuns.Times(random, 0.1, 15, 0.01).Zip(speed, (t, s) => t * s)];
        double[] y = [.. SampleRuns.Times(random, 0.107, 15, 0.01).Zip(speed, (t, s) => t * s)];
        (double shift, Interval interval) = PairedShift.Of(x, y, 0.01)!.Value;

        Assert.InRange(shift, 0.06, 0.08);
        Assert.InRange(interval.Low, 0.05, 0.07);
        Assert.InRange(interval.High, 0.07, 0.09);
        Interval alone = RelativeShift.Of(x, y, 0.01)!.Value.Interval;
        Assert.True(alone.High - alone.Low > 3 * (interval.High - interval.Low), $"{alone.Low} to {alone.High}, in turn {interval.Low} to {interval.High}");
    }

    [Fact]
    public void The_interval_covers_the_truth_as_often_as_it_says()
    {
        Random random = new(11);
        int covered = 0;
        const int Trials = 1000;
        for (int i = 0; i < Trials; i++)
        {
            Interval interval = PairedShift.Of(SampleRuns.Times(random, 0.1, 15, 0.02), SampleRuns.Times(random, 0.106, 15, 0.02), 0.05)!.Value.Interval;
            covered += interval.Low <= 0.06 && interval.High >= 0.06 ? 1 : 0;
        }

        // 90% or a little more, since the test statistic is a whole number; three standard errors are 3%.
        Assert.InRange((double)covered / Trials, 0.87, 0.96);
    }

    [Fact]
    public void Exchanging_the_runs_turns_the_shift_around()
    {
        Random random = new(3);
        double[] x = SampleRuns.Times(random, 0.1, 20), y = SampleRuns.Times(random, 0.12, 20);
        (double shift, Interval interval) = PairedShift.Of(x, y, 0.01)!.Value;
        (double back, Interval backInterval) = PairedShift.Of(y, x, 0.01)!.Value;

        Assert.Equal(1 + shift, 1 / (1 + back), 10);
        Assert.Equal(1 + interval.Low, 1 / (1 + backInterval.High), 10);
    }

    [Fact]
    public void A_thousand_pairs_are_handled()
    {
        Random random = new(4);
        (double shift, Interval interval) = PairedShift.Of(SampleRuns.Times(random, 0.1, 1000), SampleRuns.Times(random, 0.11, 1000), 0.001)!.Value;

        Assert.InRange(shift, 0.09, 0.11);
        Assert.InRange(interval.High - interval.Low, 0.0, 0.03);
    }
}
