using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class ConfusionMatrixTests
{
    [Fact]
    public void Counts_right_wrong_missed_and_invented_objects()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add(
            [
                new(0, 0, 10, 10, 0.9f, 0),
                new(20, 0, 30, 10, 0.8f, 2),
                new(60, 0, 70, 10, 0.7f, 1),
                new(80, 0, 90, 10, 0.25f, 1), // not above the threshold
            ],
            [new(0, 0, 0, 10, 10), new(1, 20, 0, 30, 10), new(1, 40, 0, 50, 10)]);

        Assert.Equal(1, matrix[0, 0]);
        Assert.Equal(1, matrix[2, 1]);
        Assert.Equal(1, matrix[3, 1]);
        Assert.Equal(1, matrix[1, 3]);
        Assert.Equal(4, matrix.ToArray().Cast<long>().Sum());
    }

    [Fact]
    public void Equals_the_reference_procedure_on_random_images()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            Detection[] detections = [.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => RandomDetection(random))];
            GroundTruth[] labels = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomLabel(random))];
            var matrix = new ConfusionMatrix(3);

            matrix.Add(detections, labels);

            Assert.Equal(Reference(detections, labels, 3), matrix.ToArray());
        }
    }

    [Fact]
    public void Images_add_up()
    {
        var a = new ConfusionMatrix(2);
        var b = new ConfusionMatrix(2);
        a.Add([new(0, 0, 10, 10, 0.9f, 1)], [new(0, 0, 0, 10, 10)]);
        b.Add([], [new(0, 0, 0, 10, 10)]);
        b.Add([new(0, 0, 10, 10, 0.9f, 1)], []);
        a.Merge(b);

        Assert.Equal(new long[,] { { 0, 0, 0 }, { 1, 0, 0 }, { 1, 0, 0 } }, a.ToArray());
        Assert.Throws<ArgumentException>(() => a.Merge(new ConfusionMatrix(3)));
    }

    [Fact]
    public void Classes_out_of_range_are_refused_before_anything_is_counted()
    {
        var matrix = new ConfusionMatrix(2);
        Assert.Throws<ArgumentException>(() => matrix.Add([new(0, 0, 1, 1, 1, 2)], [new(0, 0, 0, 1, 1)]));
        Assert.Throws<ArgumentException>(() => matrix.Add([], [new(0, 0, 0, 1, 1), new(-1, 0, 0, 1, 1)]));
        Assert.Equal(0, matrix.ToArray().Cast<long>().Sum());
    }

    private static long[,] Reference(Detection[] all, GroundTruth[] labels, int classes)
    {
        var counts = new long[classes + 1, classes + 1];
        Detection[] detections = [.. all.Where(d => d.Confidence > 0.25f)];
        var pairs = from l in Enumerable.Range(0, labels.Length)
                    from d in Enumerable.Range(0, detections.Length)
                    let iou = BoxGeometry.Iou(labels[l], detections[d])
                    where iou > 0.45f
                    select (Label: l, Detection: d, Iou: iou);
        var matches = pairs.OrderBy(p => p.Iou).Reverse().DistinctBy(p => p.Detection).OrderBy(p => p.Detection)
            .OrderBy(p => p.Iou).Reverse().DistinctBy(p => p.Label).ToDictionary(p => p.Label, p => p.Detection);
        for (int l = 0; l < labels.Length; l++)
            counts[matches.TryGetValue(l, out int d) ? detections[d].Class : classes, labels[l].Class]++;
        for (int d = 0; matches.Count > 0 && d < detections.Length; d++)
        {
            if (!matches.ContainsValue(d))
                counts[detections[d].Class, classes]++;
        }

        return counts;
    }

    private static Detection RandomDetection(Random random)
    {
        float x = random.Next(3), y = random.Next(3);
        return new Detection(x, y, x + random.Next(5, 9), y + random.Next(5, 9), random.NextSingle(), random.Next(3));
    }

    private static GroundTruth RandomLabel(Random random)
    {
        float x = random.Next(3), y = random.Next(3);
        return new GroundTruth(random.Next(3), x, y, x + random.Next(5, 9), y + random.Next(5, 9));
    }
}
