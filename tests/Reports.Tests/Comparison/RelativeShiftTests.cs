using Reports.Comparison;
using Reports.Model;

namespace Reports.Tests.Comparison;

public class RelativeShiftTests
{
    [Theory]
    [InlineData(0.05, 3)]
    [InlineData(0.01, 5)]
    [InlineData(0.001, 7)]
    public void The_needed_count_follows_from_the_smallest_p_value(double alpha, int needed) =>
        Assert.Equal(needed, RelativeShift.NeededCount(alpha));

    [Fact]
    public void The_interval_is_that_of_the_textbook()
    {
        // n = m = 5 at 0.01: P(U <= 0) = 1/252, P(U <= 1) = 2/252 <= 0.01 < P(U <= 2) = 4/252; so the second smallest
        // and the second largest of the 25 differences are the ends.
        double[] x = [1, 2, 4, 8, 16];
        double[] y = [3, 6, 12, 24, 48];
        (double shift, Interval interval) = RelativeShift.Of(x, y, 0.01)!.Value;
        Assert.Equal(2, shift, 10);
        Assert.Equal((3.0 / 8) - 1, interval.Low, 10);
        Assert.Equal((48.0 / 2) - 1, interval.High, 10);
    }

    [Fact]
    public void The_interval_covers_the_truth_as_often_as_it_says()
    {
        Random random = new(11);
        int covered = 0;
        const int Trials = 1000;
        for (int i = 0; i < Trials; i++)
        {
            double[] x = SampleRuns.Times(random, 0.1, 12, 0.02);
            double[] y = SampleRuns.Times(random, 0.106, 12, 0.02);
            Interval interval = RelativeShift.Of(x, y, 0.05)!.Value.Interval;
            covered += interval.Low <= 0.06 && interval.High >= 0.06 ? 1 : 0;
        }

        // 90% by design; the discrete distribution makes it a little more, drift of single samples a little less.
        Assert.InRange(covered, 860, 950);
    }

    [Fact]
    public void Swapped_samples_give_the_inverse_ratio()
    {
        Random random = new(4);
        double[] x = SampleRuns.Times(random, 0.1, 20);
        double[] y = SampleRuns.Times(random, 0.12, 13);
        (double shift, Interval interval) = RelativeShift.Of(x, y, 0.001)!.Value;
        (double back, Interval backInterval) = RelativeShift.Of(y, x, 0.001)!.Value;
        Assert.Equal(1, (1 + shift) * (1 + back), 9);
        Assert.Equal(1, (1 + interval.Low) * (1 + backInterval.High), 9);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(30, 31)]
    [InlineData(50, 50)]
    [InlineData(7, 500)]
    [InlineData(500, 7)]
    [InlineData(15, 300)]
    [InlineData(16, 45)]
    [InlineData(100, 17)]
    [InlineData(600, 700)]
    public void Samples_of_any_size_give_an_interval_of_the_right_width(int n, int m)
    {
        Random random = new(n * m);
        double[] x = SampleRuns.Times(random, 0.1, n, 0.01);
        double[] y = SampleRuns.Times(random, 0.1, m, 0.01);
        Interval interval = RelativeShift.Of(x, y, 0.001)!.Value.Interval;

        // About 3.1 standard errors on either side for normal data; the tails of the sample and its drift widen it.
        double expected = 2 * 3.1 * 0.01 * Math.Sqrt((1.0 / n) + (1.0 / m));
        Assert.InRange((interval.High - interval.Low) / expected, 0.6, 2.2);
    }

    [Fact]
    public void Large_samples_are_handled()
    {
        Random random = new(4);
        (double shift, Interval interval) = RelativeShift.Of(SampleRuns.Times(random, 0.1, 400), SampleRuns.Times(random, 0.11, 300), 0.001)!.Value;
        Assert.InRange(shift, 0.09, 0.11);
        Assert.InRange(interval.High - interval.Low, 0.0005, 0.02);
    }
}
