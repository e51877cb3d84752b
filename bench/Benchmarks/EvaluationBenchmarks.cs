using BenchmarkDotNet.Attributes;
using Yolov5.Validation;

namespace Benchmarks;

/// <summary>
/// The evaluation of detections without the network: average precision alone, and with the suppression of the network's boxes and the matching
/// of detections with labels. Images have eight labels of twenty classes and 6,300 boxes (those of 320 pixels), of which some hundreds are above the
/// threshold, as of a network in training; the boxes of sixteen images are used again and again.
/// </summary>
[MeasuredByName("Evaluation")]
public class EvaluationBenchmarks
{
    private const int Drawn = 16, Boxes = 6300, Classes = 20, Labels = 8, Side = 320;
    private const int Columns = 5 + Classes;

    private readonly float[][] _predictions = new float[Drawn][];
    private readonly GroundTruth[][] _labels = new GroundTruth[Drawn][];
    private MetricsAccumulator _collected = new();
    private DetectionMetrics? _result;

    /// <summary>Images of the evaluation.</summary>
    [Params(1000, 5000)]
    public int Images { get; set; }

    /// <summary>Draws boxes and labels.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Random random = new(1);
        for (int image = 0; image < Drawn; image++)
        {
            _labels[image] = [.. Enumerable.Range(0, Labels).Select(_ => Label(random))];
            _predictions[image] = Predictions(random, _labels[image]);
        }

        _collected = Collect();
    }

    /// <summary>Average precision of detections that are matched.</summary>
    [Benchmark]
    public void AveragePrecision() => _result = _collected.Compute();

    /// <summary>Suppression, matching and average precision.</summary>
    [Benchmark]
    public void SuppressionMatchingAveragePrecision() => _result = Collect().Compute();

    /// <summary>Checks that labels were found.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        if (_result is not { Map50: > 0.1 })
            throw new InvalidOperationException("The drawn boxes do not find the labels.");
    }

    private MetricsAccumulator Collect()
    {
        MetricsAccumulator metrics = new();
        for (int image = 0; image < Images; image++)
            metrics.Add(NonMaxSuppression.Run(_predictions[image % Drawn], Classes, NmsOptions.ForValidation), _labels[image % Drawn]);
        return metrics;
    }

    private static GroundTruth Label(Random random)
    {
        (float x, float y, float width, float height) = (random.NextSingle() * Side, random.NextSingle() * Side, 16 + (random.NextSingle() * 64), 16 + (random.NextSingle() * 64));
        return new GroundTruth(random.Next(Classes), x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2));
    }

    // A tenth of the boxes lie near a label; the rest are background with hardly any confidence.
    private static float[] Predictions(Random random, GroundTruth[] labels)
    {
        float[] values = new float[Boxes * Columns];
        for (int box = 0; box < Boxes; box++)
        {
            Span<float> row = values.AsSpan(box * Columns, Columns);
            GroundTruth label = labels[random.Next(labels.Length)];
            bool near = random.Next(10) == 0;
            float width = label.X2 - label.X1, height = label.Y2 - label.Y1;
            row[0] = near ? ((label.X1 + label.X2) / 2) + ((random.NextSingle() - 0.5f) * width / 2) : random.NextSingle() * Side;
            row[1] = near ? ((label.Y1 + label.Y2) / 2) + ((random.NextSingle() - 0.5f) * height / 2) : random.NextSingle() * Side;
            row[2] = width * (0.8f + (0.4f * random.NextSingle()));
            row[3] = height * (0.8f + (0.4f * random.NextSingle()));
            row[4] = near ? random.NextSingle() : 0.002f * random.NextSingle();
            for (int of = 0; of < Classes; of++)
                row[5 + of] = of == label.Class ? 0.5f + (0.5f * random.NextSingle()) : 0.02f * random.NextSingle();
        }

        return values;
    }
}
