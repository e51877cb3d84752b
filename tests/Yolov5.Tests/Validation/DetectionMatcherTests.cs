using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class DetectionMatcherTests
{
    [Fact]
    public void Equals_the_reference_procedure_on_random_images()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            // Few pairs and few distinct coordinates: ties are common, and NumPy's order of them is still defined.
            Detection[] detections = [.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => RandomDetection(random))];
            GroundTruth[] labels = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => RandomLabel(random))];

            bool[] correct = DetectionMatcher.Match(detections, labels);

            Assert.True(Reference(detections, labels).AsSpan().SequenceEqual(correct), $"seed {seed}");
        }
    }

    [Fact]
    public void A_label_is_found_once_and_by_its_class()
    {
        GroundTruth[] labels = [new(2, 0, 0, 100, 100)];
        Detection[] detections =
        [
            new(0, 0, 100, 100, 0.9f, 1),
            new(0, 0, 100, 72, 0.8f, 2),
            new(0, 0, 100, 100, 0.7f, 2),
            new(0, 0, 100, 99, 0.6f, 2),
        ];

        bool[] correct = DetectionMatcher.Match(detections, labels);

        Assert.Equal([0, 5, 5, 0], Enumerable.Range(0, 4).Select(i => correct.Skip(i * 10).Take(10).Count(c => c)));
        Assert.All(correct[10..15], Assert.True);
        Assert.All(correct[25..30], Assert.True);
    }

    [Fact]
    public void Without_labels_or_detections_nothing_is_right()
    {
        Assert.Empty(DetectionMatcher.Match([], [new GroundTruth(0, 0, 0, 1, 1)]));
        Assert.All(DetectionMatcher.Match([new Detection(0, 0, 1, 1, 1, 0)], []), Assert.False);
    }

    [Fact]
    public void Boxes_without_area_or_number_match_nothing()
    {
        GroundTruth[] labels = [new(0, 0, 0, 10, 10), new(0, 5, 5, 5, 5), new(0, float.NaN, 0, 10, 10)];
        Detection[] detections = [new(5, 5, 5, 5, 1, 0), new(float.NaN, 0, 10, 10, 1, 0), new(0, 0, float.PositiveInfinity, 10, 1, 0)];

        Assert.All(DetectionMatcher.Match(detections, labels), Assert.False);
    }

    [Fact]
    public void A_result_of_the_wrong_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => DetectionMatcher.Match([new Detection(0, 0, 1, 1, 1, 0)], [], new bool[9]));

    /// <summary>
    /// The reference's steps one by one: all pairs at a threshold, sorted by IoU (NumPy's stable order of small arrays,
    /// reversed), the first of each detection, then the first of each label.
    /// </summary>
    private static bool[] Reference(Detection[] detections, GroundTruth[] labels)
    {
        var correct = new bool[detections.Length * 10];
        for (int t = 0; t < 10; t++)
        {
            float threshold = DetectionMatcher.IouThresholds[t];
            var pairs = new List<(int Label, int Detection, float Iou)>();
            for (int l = 0; l < labels.Length; l++)
            {
                for (int d = 0; d < detections.Length; d++)
                {
                    float iou = BoxGeometry.Iou(labels[l], detections[d]);
                    if (iou >= threshold && labels[l].Class == detections[d].Class)
                        pairs.Add((l, d, iou));
                }
            }

            var right = pairs.OrderBy(p => p.Iou).Reverse()
                .DistinctBy(p => p.Detection).OrderBy(p => p.Detection)
                .DistinctBy(p => p.Label);
            foreach ((_, int d, _) in right)
                correct[(d * 10) + t] = true;
        }

        return correct;
    }

    private static Detection RandomDetection(Random random)
    {
        (float x1, float y1, float x2, float y2) = RandomBox(random);
        return new Detection(x1, y1, x2, y2, random.NextSingle(), random.Next(2));
    }

    private static GroundTruth RandomLabel(Random random)
    {
        (float x1, float y1, float x2, float y2) = RandomBox(random);
        return new GroundTruth(random.Next(2), x1, y1, x2, y2);
    }

    private static (float X1, float Y1, float X2, float Y2) RandomBox(Random random)
    {
        float x = random.Next(3), y = random.Next(3);
        return (x, y, x + random.Next(8, 12), y + random.Next(8, 12));
    }
}
