using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class NonMaxSuppressionTests
{
    [Fact]
    public void Equals_the_plain_algorithm_on_random_predictions()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            int classes = random.Next(1, 20);
            NmsOptions options = RandomOptions(random, classes);
            float[] predictions = RandomPredictions(random, random.Next(0, 60), classes, span: 640, ties: seed % 3 == 0);

            AssertSame(predictions, classes, options, seed);
        }
    }

    [Fact]
    public void Equals_the_plain_algorithm_where_boxes_reach_beyond_the_class_offset()
    {
        int acrossClasses = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int classes = random.Next(2, 12);
            NmsOptions options = RandomOptions(random, classes) with
            {
                Agnostic = false,
                ClassOffset = random.Next(3) switch { 0 => 7680, 1 => 100, _ => 0 },
                IouThreshold = 0.05 + (0.4 * random.NextDouble()),
            };
            // A span of 20000 pixels lets boxes of neighbouring classes overlap; those near it only nearly do.
            float span = random.Next(3) switch { 0 => 20000, 1 => options.ClassOffset, _ => 0.5f * options.ClassOffset } + 1;
            float[] predictions = RandomPredictions(random, random.Next(2, 60), classes, span, ties: false);

            Detection[] kept = AssertSame(predictions, classes, options, seed);
            Detection[] unlimited = NonMaxSuppression.Run(predictions, classes, options with { ClassOffset = 1e6f });
            acrossClasses += kept.Length != unlimited.Length ? 1 : 0;
        }

        Assert.True(acrossClasses > 20, "The boxes were meant to suppress each other across classes.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(1999)]
    public void Equals_the_plain_algorithm_where_candidates_exceed_the_limit(int maxCandidates)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            float[] predictions = RandomPredictions(random, 500, classCount: 11, span: 640, ties: seed % 2 == 0);
            var options = new NmsOptions { ConfidenceThreshold = 0.001, IouThreshold = 0.6, MultiLabel = true, MaxCandidates = maxCandidates };

            AssertSame(predictions, 11, options, seed);
            AssertSame(predictions, 11, options with { Agnostic = true, MaxDetections = 20 }, seed);
        }
    }

    [Fact]
    public void Ends_on_a_network_that_is_sure_of_everything()
    {
        const int Boxes = 25200;
        const int Classes = 80;
        var predictions = new float[Boxes * (5 + Classes)];
        var random = new Random(1);
        for (int start = 0; start < predictions.Length; start += 5 + Classes)
        {
            predictions[start] = random.NextSingle() * 640;
            predictions[start + 1] = random.NextSingle() * 640;
            predictions[start + 2] = 10 + (random.NextSingle() * 200);
            predictions[start + 3] = 10 + (random.NextSingle() * 200);
            predictions.AsSpan(start + 4, 1 + Classes).Fill(1);
        }

        Detection[] kept = NonMaxSuppression.Run(predictions, Classes, NmsOptions.ForValidation);

        // All are equally sure, so the candidates are the first boxes, and the first box is kept for every class.
        Assert.Equal(300, kept.Length);
        Assert.Equal(Enumerable.Range(0, Classes), kept.Take(Classes).Select(d => d.Class));
    }

    [Fact]
    public void Running_on_its_own_result_changes_nothing()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            NmsOptions options = RandomOptions(random, classCount: 6);
            Detection[] once = NonMaxSuppression.Run(WholePixels(RandomPredictions(random, 80, 6, span: 320, ties: false), 6), 6, options);

            Assert.Equal(once, NonMaxSuppression.Run(AsPredictions(once, 6), 6, options));
        }
    }

    [Fact]
    public void The_order_of_boxes_does_not_matter_where_confidences_differ()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            NmsOptions options = RandomOptions(random, classCount: 5);
            float[] predictions = RandomPredictions(random, 70, 5, span: 320, ties: false);
            float[][] rows = [.. predictions.Chunk(10)];
            random.Shuffle(rows);

            Assert.Equal(
                NonMaxSuppression.Run(predictions, 5, options),
                NonMaxSuppression.Run(rows.SelectMany(row => row).ToArray(), 5, options));
        }
    }

    [Fact]
    public void Kept_detections_are_sorted_above_the_threshold_and_apart()
    {
        var random = new Random(5);
        var options = new NmsOptions { ConfidenceThreshold = 0.05, IouThreshold = 0.4, MultiLabel = true };
        Detection[] kept = NonMaxSuppression.Run(RandomPredictions(random, 300, 4, span: 200, ties: false), 4, options);

        Assert.NotEmpty(kept);
        Assert.Equal(kept.OrderByDescending(d => d.Confidence), kept);
        Assert.All(kept, d => Assert.True(d.Confidence > 0.05f));
        foreach (Detection a in kept)
            Assert.All(kept.Where(b => a != b && a.Class == b.Class), b => Assert.False(PlainSuppression.Iou(a, b, options) > 0.4));
    }

    [Fact]
    public void Both_thresholds_are_strict()
    {
        var options = new NmsOptions { ConfidenceThreshold = 0.5, IouThreshold = 0.5 };

        // Two boxes whose IoU is exactly one half: 10x10 and its lower half.
        float[] half = [5, 5, 10, 10, 1, 0.9f, 5, 7.5f, 10, 5, 1, 0.8f];
        Assert.Equal(2, NonMaxSuppression.Run(half, 1, options).Length);
        Assert.Single(NonMaxSuppression.Run(half, 1, options with { IouThreshold = 0.4999 }));

        Assert.Empty(NonMaxSuppression.Run([5, 5, 10, 10, 1, 0.5f], 1, options));
        Assert.Empty(NonMaxSuppression.Run([5, 5, 10, 10, 0.5f, 2], 1, options));
        Assert.Single(NonMaxSuppression.Run([5, 5, 10, 10, 1, MathF.BitIncrement(0.5f)], 1, options));
    }

    [Fact]
    public void Values_that_are_not_finite_are_left_out()
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue, float.Epsilon, -0f];
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int classes = random.Next(1, 12);
            float[] predictions = RandomPredictions(random, 40, classes, span: 320, ties: true);
            for (int i = 0; i < predictions.Length; i++)
            {
                if (random.Next(40) == 0)
                    predictions[i] = odd[random.Next(odd.Length)];
            }

            Detection[] kept = AssertSame(predictions, classes, RandomOptions(random, classes), seed);
            Assert.All(kept, d => Assert.True(float.IsFinite(d.X1 + d.Y1) && float.IsFinite(d.X2) && float.IsFinite(d.Y2) && float.IsFinite(d.Confidence)));
        }

        Assert.Empty(NonMaxSuppression.Run(Enumerable.Repeat(float.NaN, 8500).ToArray(), 80, NmsOptions.ForValidation));
    }

    [Fact]
    public void A_batch_gives_the_detections_of_its_images()
    {
        var random = new Random(3);
        float[] predictions = RandomPredictions(random, 5 * 30, 7, span: 320, ties: false);

        Detection[][] batch = NonMaxSuppression.RunBatch(predictions, 5, 7, NmsOptions.ForValidation);

        int length = predictions.Length / 5;
        Assert.Equal(Enumerable.Range(0, 5).Select(i => NonMaxSuppression.Run(predictions.AsSpan(i * length, length), 7, NmsOptions.ForValidation)), batch);
        Assert.Empty(NonMaxSuppression.RunBatch([], 0, 7, NmsOptions.ForValidation));
        Assert.All(NonMaxSuppression.RunBatch([], 3, 7, NmsOptions.ForValidation), Assert.Empty);
    }

    [Fact]
    public void No_predictions_give_no_detections()
    {
        Assert.Empty(NonMaxSuppression.Run([], 80, NmsOptions.ForValidation));
        Assert.Empty(NonMaxSuppression.Run(new float[850], 80, NmsOptions.ForValidation));
        Assert.Empty(NonMaxSuppression.Run([5, 5, 10, 10, 1, 1], 1, new NmsOptions { Classes = [] }));
        Assert.Empty(NonMaxSuppression.Run([5, 5, 10, 10, 1, 1], 1, new NmsOptions { Classes = [-1, 1, int.MaxValue] }));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => NonMaxSuppression.Run(new float[7], 1, new NmsOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonMaxSuppression.Run(new float[5], 0, new NmsOptions()));
        Assert.Throws<ArgumentException>(() => NonMaxSuppression.RunBatch(new float[18], 2, 1, new NmsOptions()));
        Assert.Throws<ArgumentException>(() => NonMaxSuppression.RunBatch(new float[6], 0, 1, new NmsOptions()));
    }

    [Theory]
    [InlineData(-0.1, 0.5, 300, 30000, 7680f, "confidence threshold -0.1")]
    [InlineData(double.NaN, 0.5, 300, 30000, 7680f, "confidence threshold NaN")]
    [InlineData(0.5, 1.5, 300, 30000, 7680f, "IoU threshold 1.5")]
    [InlineData(0.5, 0.5, 0, 30000, 7680f, "detections per image 0")]
    [InlineData(0.5, 0.5, 300, -1, 7680f, "candidates -1")]
    [InlineData(0.5, 0.5, 300, 30000, float.NaN, "class offset NaN")]
    public void Options_out_of_range_are_named(
        double confidence, double iou, int maxDetections, int maxCandidates, float offset, string message)
    {
        var options = new NmsOptions
        {
            ConfidenceThreshold = confidence,
            IouThreshold = iou,
            MaxDetections = maxDetections,
            MaxCandidates = maxCandidates,
            ClassOffset = offset,
        };

        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => NonMaxSuppression.Run([], 1, options)).Message, StringComparison.Ordinal);
    }

    private static Detection[] AssertSame(float[] predictions, int classCount, NmsOptions options, int seed)
    {
        Detection[] actual = NonMaxSuppression.Run(predictions, classCount, options);
        Detection[] expected = PlainSuppression.Run(predictions, classCount, options);
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"seed {seed}: {expected.Length} against {actual.Length} detections, {options}");
        return actual;
    }

    private static NmsOptions RandomOptions(Random random, int classCount) => new()
    {
        ConfidenceThreshold = random.Next(3) switch { 0 => 0, 1 => 0.001, _ => random.NextDouble() * 0.5 },
        IouThreshold = random.Next(8) switch { 0 => 0, 1 => 1, _ => random.NextDouble() },
        MultiLabel = random.Next(2) == 0,
        Agnostic = random.Next(3) == 0,
        Classes = random.Next(4) == 0 ? [random.Next(classCount), random.Next(classCount)] : null,
        MaxDetections = random.Next(3) == 0 ? random.Next(1, 20) : 300,
        MaxCandidates = random.Next(3) == 0 ? random.Next(1, 60) : 30000,
    };

    private static float[] RandomPredictions(Random random, int boxes, int classCount, float span, bool ties)
    {
        var predictions = new float[boxes * (5 + classCount)];
        for (int start = 0; start < predictions.Length; start += 5 + classCount)
        {
            for (int i = 0; i < 5 + classCount; i++)
            {
                float value = ties ? random.Next(1, 5) / 4f : random.NextSingle();
                predictions[start + i] = i switch { 0 or 1 => value * span, 2 or 3 => value * span / 2, _ => value };
            }
        }

        return predictions;
    }

    private static float[] WholePixels(float[] predictions, int classCount)
    {
        for (int start = 0; start < predictions.Length; start += 5 + classCount)
        {
            for (int i = 0; i < 4; i++)
                predictions[start + i] = MathF.Round(predictions[start + i]);
        }

        return predictions;
    }

    private static float[] AsPredictions(Detection[] detections, int classCount)
    {
        var predictions = new float[detections.Length * (5 + classCount)];
        for (int i = 0; i < detections.Length; i++)
        {
            Span<float> row = predictions.AsSpan(i * (5 + classCount), 5 + classCount);
            Detection d = detections[i];
            (row[0], row[1], row[2], row[3]) = BoxGeometry.ToCenter(d.X1, d.Y1, d.X2, d.Y2);
            row[4] = 1;
            row[5 + d.Class] = d.Confidence;
        }

        return predictions;
    }
}
