using System.Buffers;

namespace Yolov5.Validation;

/// <summary>
/// Finds the right detections of an image, at ten IoU thresholds: YOLOv5 v7.0's <c>process_batch</c>, in float32.
/// </summary>
/// <remarks>
/// Each detection chooses, among the labels of its class, the one with the largest IoU; of the detections that chose a
/// label and reach the threshold, the first one (the most confident) is right. Of labels with exactly the same IoU a
/// detection chooses the last, which is what NumPy's sort makes of the reference while at most 16 pairs reach the
/// threshold; beyond that NumPy's order of equal values is not defined.
/// </remarks>
public static class DetectionMatcher
{
    private static readonly float[] Thresholds = [0.5f, 0.55f, 0.6f, 0.65f, 0.7f, 0.75f, 0.8f, 0.85f, 0.9f, 0.95f];

    /// <summary>The IoU thresholds of mAP@0.5:0.95: 0.50, 0.55 ... 0.95 in float32.</summary>
    public static ReadOnlySpan<float> IouThresholds => Thresholds;

    /// <summary>Number of IoU thresholds, 10.</summary>
    public static int ThresholdCount => Thresholds.Length;

    /// <summary>Matches the detections of one image with its labels.</summary>
    /// <param name="detections">[n] detections in descending confidence, in the same pixels as the labels.</param>
    /// <param name="labels">[m] labels.</param>
    /// <returns>[n, 10] values, row by row: true if the detection is right at each of <see cref="IouThresholds"/>.</returns>
    public static bool[] Match(ReadOnlySpan<Detection> detections, ReadOnlySpan<GroundTruth> labels)
    {
        var correct = new bool[checked(detections.Length * ThresholdCount)];
        Match(detections, labels, correct);
        return correct;
    }

    /// <summary>Matches the detections of one image with its labels, into memory that belongs to the caller.</summary>
    /// <param name="detections">[n] detections in descending confidence, in the same pixels as the labels.</param>
    /// <param name="labels">[m] labels.</param>
    /// <param name="correct">Receives the [n, 10] values.</param>
    /// <exception cref="ArgumentException"><paramref name="correct"/> has another length.</exception>
    public static void Match(ReadOnlySpan<Detection> detections, ReadOnlySpan<GroundTruth> labels, Span<bool> correct)
    {
        if (correct.Length != (long)detections.Length * ThresholdCount)
            throw new ArgumentException($"{detections.Length} detections need {(long)detections.Length * ThresholdCount} values, not {correct.Length}.", nameof(correct));
        correct.Clear();
        if (detections.IsEmpty || labels.IsEmpty)
            return;

        // A detection that reaches a threshold reaches every lower one, so the thresholds at which a label is taken are
        // always the lowest ones: their number says all.
        int[] taken = ArrayPool<int>.Shared.Rent(labels.Length);
        taken.AsSpan(0, labels.Length).Clear();
        for (int i = 0; i < detections.Length; i++)
        {
            (int label, float iou) = BestLabel(detections[i], labels);
            int reached = 0;
            while (reached < Thresholds.Length && iou >= Thresholds[reached])
                reached++;
            if (reached == 0 || reached <= taken[label])
                continue;
            correct[((i * Thresholds.Length) + taken[label])..((i * Thresholds.Length) + reached)].Fill(true);
            taken[label] = reached;
        }

        ArrayPool<int>.Shared.Return(taken);
    }

    private static (int Label, float Iou) BestLabel(in Detection detection, ReadOnlySpan<GroundTruth> labels)
    {
        int best = -1;
        float highest = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i].Class != detection.Class)
                continue;
            float iou = BoxGeometry.Iou(labels[i], detection);
            if (iou >= highest)
            {
                highest = iou;
                best = i;
            }
        }

        return (best, highest);
    }
}
