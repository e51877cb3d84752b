using System.Buffers;

namespace Yolov5.Validation;

/// <summary>
/// Counts the classes that objects are taken for: YOLOv5 v7.0's <c>ConfusionMatrix</c>. Rows are detected classes, columns
/// labelled ones; the last of each is the background (a label that nothing found, a detection of nothing).
/// </summary>
/// <remarks>
/// Not safe for several threads at once. As in v7.0, the unmatched detections of an image count as background only if
/// something in that image was matched.
/// </remarks>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;
    private readonly float _confidence;
    private readonly float _iou;

    /// <summary>Creates an empty matrix.</summary>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="confidence">Detections count above this confidence.</param>
    /// <param name="iou">A detection can match a label above this IoU, whatever their classes.</param>
    public ConfusionMatrix(int classCount, double confidence = 0.25, double iou = 0.45)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ClassCount = classCount;
        _counts = new long[classCount + 1, classCount + 1];
        _confidence = (float)confidence;
        _iou = (float)iou;
    }

    /// <summary>Number of classes; also the row and column of the background.</summary>
    public int ClassCount { get; }

    /// <summary>Number of times that an object of one class was taken for another.</summary>
    /// <param name="detected">Detected class, or <see cref="ClassCount"/> for nothing.</param>
    /// <param name="labelled">Labelled class, or <see cref="ClassCount"/> for nothing.</param>
    public long this[int detected, int labelled] => _counts[detected, labelled];

    /// <summary>Counts one image.</summary>
    /// <param name="detections">Detections in the same pixels as the labels.</param>
    /// <param name="labels">Labels. Of an image without labels nothing is counted.</param>
    /// <exception cref="ArgumentException">A class id is out of range.</exception>
    public void Add(ReadOnlySpan<Detection> detections, ReadOnlySpan<GroundTruth> labels)
    {
        foreach (GroundTruth label in labels)
            RequireClass(label.Class);
        foreach (Detection detection in detections)
            RequireClass(detection.Class);
        if (labels.IsEmpty)
            return;

        int[] detectionOfLabel = ArrayPool<int>.Shared.Rent(labels.Length);
        bool[] used = ArrayPool<bool>.Shared.Rent(detections.Length);
        used.AsSpan(0, detections.Length).Clear();
        bool any = Match(detections, labels, detectionOfLabel.AsSpan(0, labels.Length));
        for (int i = 0; i < labels.Length; i++)
        {
            int match = detectionOfLabel[i];
            _counts[match < 0 ? ClassCount : detections[match].Class, labels[i].Class]++;
            if (match >= 0)
                used[match] = true;
        }

        for (int i = 0; any && i < detections.Length; i++)
        {
            if (!used[i] && detections[i].Confidence > _confidence)
                _counts[detections[i].Class, ClassCount]++;
        }

        ArrayPool<int>.Shared.Return(detectionOfLabel);
        ArrayPool<bool>.Shared.Return(used);
    }

    /// <summary>A copy of the counts, [classes + 1, classes + 1].</summary>
    public long[,] ToArray() => (long[,])_counts.Clone();

    /// <summary>Adds the counts of a matrix of as many classes.</summary>
    /// <exception cref="ArgumentException">The number of classes differs.</exception>
    public void Merge(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.ClassCount != ClassCount)
            throw new ArgumentException($"A matrix of {other.ClassCount} classes cannot be added to one of {ClassCount}.", nameof(other));
        for (int row = 0; row <= ClassCount; row++)
        {
            for (int column = 0; column <= ClassCount; column++)
                _counts[row, column] += other._counts[row, column];
        }
    }

    /// <summary>Each detection chooses its best label, then each label the best of those that chose it.</summary>
    private bool Match(ReadOnlySpan<Detection> detections, ReadOnlySpan<GroundTruth> labels, Span<int> detectionOfLabel)
    {
        detectionOfLabel.Fill(-1);
        float[] iouOfLabel = ArrayPool<float>.Shared.Rent(labels.Length);
        bool any = false;
        for (int i = 0; i < detections.Length; i++)
        {
            if (!(detections[i].Confidence > _confidence))
                continue;
            int best = -1;
            float highest = 0;
            for (int j = 0; j < labels.Length; j++)
            {
                float iou = BoxGeometry.Iou(labels[j], detections[i]);
                if (iou > _iou && iou >= highest)
                {
                    highest = iou;
                    best = j;
                }
            }

            // The last of equal ones, in both steps, as NumPy's reversed sort has it.
            if (best < 0 || (detectionOfLabel[best] >= 0 && highest < iouOfLabel[best]))
                continue;
            detectionOfLabel[best] = i;
            iouOfLabel[best] = highest;
            any = true;
        }

        ArrayPool<float>.Shared.Return(iouOfLabel);
        return any;
    }

    private void RequireClass(int classId)
    {
        if (classId < 0 || classId >= ClassCount)
            throw new ArgumentException($"Class {classId} is not one of {ClassCount} classes.", nameof(classId));
    }
}
