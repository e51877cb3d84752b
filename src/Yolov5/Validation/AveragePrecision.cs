using System.Collections.Frozen;

namespace Yolov5.Validation;

/// <summary>
/// Precision, recall and average precision per class: YOLOv5 v7.0's <c>ap_per_class</c>, in float64.
/// </summary>
/// <remarks>
/// Average precision is the area under the precision envelope (each precision replaced by the largest at any higher
/// recall) by the trapezoid rule over 101 equally spaced recalls, with the end points (0, 1) and (1, 0): so the value of
/// perfect detections is 0.995. Precision and recall are sampled at 1000 confidences from 0 to 1 and read where the mean
/// F1 over the classes, smoothed by a box filter of a tenth of its length, is largest.
/// </remarks>
public static class AveragePrecision
{
    private const int RecallPoints = 101;
    private const double SmoothedShare = 0.1;

    /// <summary>Keeps quotients 0 / 0 at 0; the reference's value.</summary>
    private const double Epsilon = 1e-16;

    private static readonly double[] RecallGrid = Interpolation.UnitGrid(RecallPoints);

    /// <summary>Computes the figures of a set of images.</summary>
    /// <param name="correct">[n, 10] whether a detection is right at each IoU threshold, row by row.</param>
    /// <param name="confidences">[n] confidences. Detections of equal confidence count in the order given.</param>
    /// <param name="predictedClasses">[n] class ids of the detections.</param>
    /// <param name="labelClasses">[m] class ids of all labels.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static DetectionMetrics Compute(
        ReadOnlySpan<bool> correct, ReadOnlySpan<float> confidences, ReadOnlySpan<int> predictedClasses, ReadOnlySpan<int> labelClasses)
    {
        int thresholds = DetectionMatcher.ThresholdCount;
        if (predictedClasses.Length != confidences.Length)
            throw new ArgumentException($"There are {confidences.Length} confidences but {predictedClasses.Length} classes.", nameof(predictedClasses));
        if (correct.Length != (long)confidences.Length * thresholds)
            throw new ArgumentException($"{confidences.Length} detections need {(long)confidences.Length * thresholds} values, not {correct.Length}.", nameof(correct));

        SortedDictionary<int, int> labelCounts = CountLabels(labelClasses);
        ulong[][] ranked = RankByClass(confidences, predictedClasses, labelCounts.Keys);
        double[] grid = Interpolation.UnitGrid(MetricCurves.Samples);
        int classCount = labelCounts.Count;
        var precision = new double[classCount][];
        var recall = new double[classCount][];
        var precisionByRecall = new double[classCount][];
        var averagePrecision = new double[classCount][];
        int row = 0;
        foreach (int labels in labelCounts.Values)
        {
            precision[row] = new double[MetricCurves.Samples];
            recall[row] = new double[MetricCurves.Samples];
            precisionByRecall[row] = new double[MetricCurves.Samples];
            averagePrecision[row] = new double[thresholds];
            if (ranked[row].Length > 0)
            {
                var curve = new RankedDetections(ranked[row], correct, labels);
                curve.Sample(grid, precision[row], recall[row]);
                for (int threshold = 0; threshold < thresholds; threshold++)
                {
                    curve.Envelope(threshold);
                    averagePrecision[row][threshold] = curve.Area(RecallGrid);
                    if (threshold == 0)
                        curve.SampleEnvelope(grid, precisionByRecall[row]);
                }
            }

            row++;
        }

        double[][] f1 = HarmonicMeans(precision, recall);
        int best = classCount == 0 ? 0 : Interpolation.FirstMaximum(Interpolation.Smooth(Interpolation.MeanOfRows(f1), SmoothedShare));
        return new DetectionMetrics
        {
            Classes = [.. labelCounts.Select((pair, i) =>
                Read(pair.Key, pair.Value, ranked[i].Length, precision[i][best], recall[i][best], f1[i][best], averagePrecision[i]))],
            Confidence = grid[best],
            Labels = labelClasses.Length,
            Predictions = confidences.Length,
            Curves = new MetricCurves
            {
                Abscissa = grid,
                Precision = precision,
                Recall = recall,
                F1 = f1,
                PrecisionByRecall = precisionByRecall,
            },
        };
    }

    private static ClassMetrics Read(
        int classId, int labels, int predictions, double precision, double recall, double f1, double[] averagePrecision)
    {
        double truePositives = Math.Round(recall * labels);
        return new ClassMetrics
        {
            Class = classId,
            Labels = labels,
            Predictions = predictions,
            Precision = precision,
            Recall = recall,
            F1 = f1,
            TruePositives = truePositives,
            FalsePositives = Math.Round((truePositives / (precision + Epsilon)) - truePositives),
            AveragePrecision = averagePrecision,
        };
    }

    private static SortedDictionary<int, int> CountLabels(ReadOnlySpan<int> labelClasses)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (int classId in labelClasses)
            counts[classId] = counts.GetValueOrDefault(classId) + 1;
        return counts;
    }

    /// <summary>Lists for every class with labels the keys of its detections in descending confidence.</summary>
    private static ulong[][] RankByClass(ReadOnlySpan<float> confidences, ReadOnlySpan<int> classes, IEnumerable<int> labelled)
    {
        FrozenDictionary<int, int> rowOf = labelled.Select(static (classId, row) => (classId, row)).ToFrozenDictionary(pair => pair.classId, pair => pair.row);
        var rows = new int[classes.Length];
        var sizes = new int[rowOf.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = rowOf.TryGetValue(classes[i], out int row) ? row : -1;
            if (rows[i] >= 0)
                sizes[row]++;
        }

        // Each class is sorted by itself, in the processor's cache.
        ulong[][] ranked = Array.ConvertAll(sizes, static size => new ulong[size]);
        Array.Clear(sizes);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is >= 0 and int row)
                ranked[row][sizes[row]++] = ConfidenceOrder.Key(confidences[i], i);
        }

        var scratch = new ulong[sizes.DefaultIfEmpty().Max()];
        foreach (ulong[] keys in ranked)
            ConfidenceOrder.Sort(keys, scratch);
        return ranked;
    }

    private static double[][] HarmonicMeans(double[][] precision, double[][] recall)
    {
        var f1 = new double[precision.Length][];
        for (int row = 0; row < f1.Length; row++)
        {
            f1[row] = new double[MetricCurves.Samples];
            for (int i = 0; i < MetricCurves.Samples; i++)
            {
                double p = precision[row][i];
                double r = recall[row][i];
                f1[row][i] = 2 * p * r / (p + r + Epsilon);
            }
        }

        return f1;
    }
}
