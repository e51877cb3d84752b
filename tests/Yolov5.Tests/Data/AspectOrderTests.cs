using Yolov5.Data;

namespace Yolov5.Tests.Data;

public class AspectOrderTests
{
    [Fact]
    public void Every_index_stands_once_and_the_values_ascend()
    {
        Random random = new(7);
        for (int round = 0; round < 500; round++)
        {
            double[] values = [.. Enumerable.Range(0, random.Next(200)).Select(_ => random.Next(1 + (round % 40)) / 8.0)];
            int[] order = AspectOrder.Of(values);

            Assert.Equal(Enumerable.Range(0, values.Length), order.Order());
            Assert.Equal(values.Order(), order.Select(index => values[index]));
        }
    }

    // Result of numpy.argsort for (0, 1, 2, 0, 1, 2, ...), 24 of them.
    [Fact]
    public void Equal_values_are_ordered_as_by_NumPy()
    {
        double[] values = [.. Enumerable.Range(0, 24).Select(i => (double)(i % 3))];

        Assert.Equal(Expected, AspectOrder.Of(values));
    }

    private static readonly int[] Expected = [0, 18, 21, 3, 12, 6, 15, 9, 13, 22, 19, 7, 4, 1, 10, 16, 20, 11, 14, 8, 5, 2, 17, 23];
}
