using Yolov5.Sizing;

namespace Yolov5.Tests.Sizing;

public class MemoryLineTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Points_on_a_line_are_found_again()
    {
        MemoryLine line = MemoryLine.Fit([(2, 110 * MiB), (4, 170 * MiB), (8, 290 * MiB)]);

        Assert.Equal(50 * MiB, line.Intercept, 1.0);
        Assert.Equal(30 * MiB, line.BytesPerImage, 1.0);
        Assert.Equal(50 * MiB + (100 * 30 * MiB), line.At(100));
    }

    [Fact]
    public void The_line_is_the_one_of_least_squares()
    {
        // By hand: mean (2, 14), covariance 10 + 0 + 14, variance 2.
        MemoryLine line = MemoryLine.Fit([(1, 4), (2, 10), (3, 28)]);

        Assert.Equal(12, line.BytesPerImage, 9);
        Assert.Equal(-10, line.Intercept, 9);
    }

    [Theory]
    [InlineData(49, 0)]
    [InlineData(79, 0)]
    [InlineData(80, 1)]
    [InlineData(109, 1)]
    [InlineData(3050, 100)]
    [InlineData(1_000_000, 4096)]
    public void The_largest_batch_is_the_last_one_whose_peak_is_within_the_limit(long limit, int largest)
    {
        Assert.Equal(largest, new MemoryLine(50, 30).LargestWithin(limit, most: 4096));
    }

    [Fact]
    public void A_line_that_does_not_rise_bounds_nothing()
    {
        Assert.Equal(64, new MemoryLine(50, 0).LargestWithin(100, most: 64));
        Assert.Equal(0, new MemoryLine(500, -1).LargestWithin(100, most: 64));
    }

    [Fact]
    public void One_batch_size_is_no_line()
    {
        Assert.Throws<ArgumentException>(() => MemoryLine.Fit([(4, 100), (4, 110)]));
        Assert.Throws<ArgumentException>(() => MemoryLine.Fit([]));
    }
}
