using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class AveragePrecisionTests
{
    [Fact]
    public void Perfect_detections_have_the_reference_value()
    {
        MetricsAccumulator accumulator = Accumulate(images: 30, found: _ => true);
        DetectionMetrics metrics = accumulator.Compute();

        // The curve ends at (1, 0), so the last of the 100 trapezoids has half its area.
        Assert.Equal(0.995, metrics.Map50, 12);
        Assert.Equal(0.995, metrics.Map50To95, 12);
        Assert.Equal(0.995, metrics.Fitness, 12);
        Assert.Equal(1, metrics.Precision, 12);
        Assert.Equal(1, metrics.Recall, 12);
        Assert.Equal(1, metrics.F1, 12);
        Assert.All(metrics.Classes, c => Assert.Equal((c.Labels, 0), (c.TruePositives, c.FalsePositives)));
    }

    [Fact]
    public void Average_precision_of_a_curve_worked_by_hand()
    {
        // Two labels; right, wrong, right: the envelope is 1 up to recall 0.5, then falls in a line to 2/3 at the first
        // grid point beyond it, stays 2/3 and ends at 0.
        DetectionMetrics metrics = AveragePrecision.Compute(Rows(true, false, true), [0.9f, 0.8f, 0.7f], [0, 0, 0], [0, 0]);

        const double Last = 2.0 / 3;
        // At recall 0.5 the last of the equal abscissae counts: the envelope there is already 2/3.
        double expected = (49 * 0.01) + (0.01 * (1 + Last) / 2) + (49 * 0.01 * Last) + (0.01 * Last / 2);
        Assert.Equal(expected, metrics.Map50, 12);
    }

    [Fact]
    public void Classes_without_labels_are_left_out_and_classes_without_detections_count_zero()
    {
        DetectionMetrics metrics = AveragePrecision.Compute(Rows(true, false), [0.9f, 0.8f], [1, 7], [1, 4]);

        Assert.Equal([1, 4], metrics.Classes.Select(c => c.Class));
        Assert.Equal([1, 0], metrics.Classes.Select(c => c.Predictions));
        Assert.Equal(0.995 / 2, metrics.Map50, 12);
        Assert.Equal(0, metrics.Classes[1].Precision);
        Assert.Equal([0.995 / 2, 0.995, 0.995 / 2, 0.995 / 2, 0], metrics.Map50To95PerClass(5).Select(ap => Math.Round(ap, 9)));
    }

    [Fact]
    public void Nothing_gives_zeros_and_no_NaN()
    {
        foreach (DetectionMetrics metrics in new[]
        {
            new MetricsAccumulator().Compute(),
            AveragePrecision.Compute([], [], [], [3, 3]),
            AveragePrecision.Compute(Rows(false, false), [0.5f, 0.4f], [0, 1], []),
            AveragePrecision.Compute(Rows(false, false), [0.5f, 0.4f], [0, 1], [0, 1]),
        })
        {
            Assert.Equal((0.0, 0.0, 0.0), (metrics.Map50, metrics.Map50To95, metrics.Fitness));
            Assert.Equal((0.0, 0.0, 0.0), (metrics.Precision, metrics.Recall, metrics.F1));
        }
    }

    [Fact]
    public void Order_matters_only_among_equal_confidences()
    {
        var random = new Random(2);
        const int Count = 2000;
        bool[] right = [.. Enumerable.Range(0, Count).Select(_ => random.Next(3) == 0)];
        float[] confidences = [.. Enumerable.Range(0, Count).Select(i => (i + 1) / 2001f)];
        int[] classes = [.. Enumerable.Range(0, Count).Select(_ => random.Next(4))];
        int[] labels = [.. Enumerable.Range(0, 900).Select(_ => random.Next(4))];
        int[] order = [.. Enumerable.Range(0, Count)];
        random.Shuffle(order);

        DetectionMetrics straight = AveragePrecision.Compute(Rows(right), confidences, classes, labels);
        DetectionMetrics shuffled = AveragePrecision.Compute(
            Rows([.. order.Select(i => right[i])]), order.Select(i => confidences[i]).ToArray(), order.Select(i => classes[i]).ToArray(), labels);

        Assert.Equal(straight.Map50To95, shuffled.Map50To95);
        Assert.Equal(straight.Precision, shuffled.Precision);
        Assert.Equal(straight.Confidence, shuffled.Confidence);
    }

    [Fact]
    public void Curves_are_monotonic_where_they_must_be()
    {
        MetricsAccumulator accumulator = Accumulate(images: 50, found: random => random.Next(3) != 0);
        DetectionMetrics metrics = accumulator.Compute();

        Assert.InRange(metrics.Map50, 0.01, 0.99);
        for (int row = 0; row < metrics.Classes.Count; row++)
        {
            AssertDescending(metrics.Curves.Recall[row]);
            AssertDescending(metrics.Curves.PrecisionByRecall[row]);
            int best = Array.IndexOf(metrics.Curves.Abscissa, metrics.Confidence);
            Assert.Equal(metrics.Classes[row].Precision, metrics.Curves.Precision[row][best]);
            Assert.Equal(metrics.Classes[row].F1, metrics.Curves.F1[row][best]);
            AssertDescending([.. metrics.Classes[row].AveragePrecision]);
        }
    }

    [Fact]
    public void Curves_and_areas_are_those_of_the_definition_to_the_bit()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 60), labels = random.Next(1, 20);
            float[] confidences = [.. Enumerable.Range(0, count).Select(_ => random.Next(40) / 40f).OrderDescending()];
            int left = labels;
            bool[] right = [.. Enumerable.Range(0, count).Select(_ => random.Next(4) <= seed % 5 && left-- > 0)];

            DetectionMetrics metrics = AveragePrecision.Compute(Rows(right), confidences, new int[count], new int[labels]);

            double[] precision = [.. right.Select((_, i) => right.Take(i + 1).Count(each => each) / (i + 1.0))];
            double[] recall = [.. right.Select((_, i) => (double)right.Take(i + 1).Count(each => each) / labels)];
            double[] falling = [.. confidences.Select(each => -(double)each)];
            double[] places = metrics.Curves.Abscissa;
            Assert.Equal(places.Select(place => Interpolated(-place, falling, precision, before: 1)), metrics.Curves.Precision[0]);
            Assert.Equal(places.Select(place => Interpolated(-place, falling, recall, before: 0)), metrics.Curves.Recall[0]);

            double[] envelope = [1, .. precision, 0];
            for (int i = envelope.Length - 2; i >= 0; i--)
                envelope[i] = Math.Max(envelope[i], envelope[i + 1]);
            Assert.Equal(places.Select(place => Interpolated(place, [0, .. recall, 1], envelope, before: 1)), metrics.Curves.PrecisionByRecall[0]);
        }
    }

    /// <summary>NumPy's <c>interp</c> at one place.</summary>
    private static double Interpolated(double place, double[] x, double[] y, double before)
    {
        int next = Array.FindIndex(x, each => each > place);
        return next == 0 ? before
            : next < 0 ? y[^1]
            : x[next - 1] == place ? y[next - 1]
            : ((y[next] - y[next - 1]) / (x[next] - x[next - 1]) * (place - x[next - 1])) + y[next - 1];
    }

    [Fact]
    public void Odd_confidences_neither_crash_nor_hang()
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 0f, -1f, 2f, float.Epsilon];
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(0, 1200);
            DetectionMetrics metrics = AveragePrecision.Compute(
                Rows([.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0)]),
                Enumerable.Range(0, count).Select(_ => odd[random.Next(odd.Length)]).ToArray(),
                new int[count],
                new int[1 + count]);
            Assert.InRange(metrics.Map50, 0, 1);
        }
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AveragePrecision.Compute(new bool[9], [0.5f], [0], []));
        Assert.Throws<ArgumentException>(() => AveragePrecision.Compute(new bool[10], [0.5f], [0, 1], []));
    }

    [Fact]
    public void Accumulators_merge()
    {
        MetricsAccumulator first = Accumulate(images: 20, found: random => random.Next(2) == 0, seed: 1);
        MetricsAccumulator second = Accumulate(images: 10, found: random => random.Next(4) == 0, seed: 2);
        MetricsAccumulator swapped = Accumulate(images: 10, found: random => random.Next(4) == 0, seed: 2);
        swapped.Merge(first);
        first.Merge(second);

        Assert.Equal((30, first.Labels, first.Predictions), (swapped.Images, swapped.Labels, swapped.Predictions));
        Assert.Equal(first.Compute().Map50To95, swapped.Compute().Map50To95, 12);
    }

    /// <summary>Images with labels of three classes, each detected or not, and as many wrong detections of lower confidence.</summary>
    private static MetricsAccumulator Accumulate(int images, Func<Random, bool> found, int seed = 0)
    {
        var random = new Random(seed);
        var accumulator = new MetricsAccumulator();
        for (int image = 0; image < images; image++)
        {
            GroundTruth[] labels = [.. Enumerable.Range(0, 3).Select(i => new GroundTruth(i, i * 100, 0, (i * 100) + 50 + random.Next(20), 60))];
            Detection[] detections =
            [
                .. labels.Select(label => new Detection(label.X1, label.Y1, label.X2, label.Y2, 0.6f + (0.4f * random.NextSingle()), label.Class))
                    .Select(d => found(random) ? d : d with { Y2 = d.Y2 * 4 })
                    .OrderByDescending(d => d.Confidence),
            ];
            accumulator.Add(detections, labels);
        }

        return accumulator;
    }

    private static bool[] Rows(params bool[] right) => [.. right.SelectMany(value => Enumerable.Repeat(value, 10))];

    private static void AssertDescending(double[] values)
    {
        for (int i = 1; i < values.Length; i++)
            Assert.True(values[i] <= values[i - 1] + 1e-12);
    }
}
