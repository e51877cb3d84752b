using System.Runtime.InteropServices;

namespace Yolov5.Validation;

/// <summary>
/// Collects the detections and labels of a validation image by image and computes its figures at the end.
/// </summary>
/// <remarks>
/// Not safe for several threads at once. Detections of exactly equal confidence count in the order in which their images
/// were added, so add images in the order of the data set for figures that do not depend on timing.
/// </remarks>
public sealed class MetricsAccumulator
{
    private readonly List<bool> _correct = [];
    private readonly List<float> _confidences = [];
    private readonly List<int> _predictedClasses = [];
    private readonly List<int> _labelClasses = [];

    /// <summary>Images added.</summary>
    public int Images { get; private set; }

    /// <summary>Labels added.</summary>
    public int Labels => _labelClasses.Count;

    /// <summary>Detections added.</summary>
    public int Predictions => _confidences.Count;

    /// <summary>Adds one image, matching its detections with its labels.</summary>
    /// <param name="detections">Detections in descending confidence, in the same pixels as the labels; may be empty.</param>
    /// <param name="labels">Labels; may be empty, then every detection is wrong.</param>
    public void Add(ReadOnlySpan<Detection> detections, ReadOnlySpan<GroundTruth> labels)
    {
        Images++;
        int start = _correct.Count;
        CollectionsMarshal.SetCount(_correct, checked(start + (detections.Length * DetectionMatcher.ThresholdCount)));
        DetectionMatcher.Match(detections, labels, CollectionsMarshal.AsSpan(_correct)[start..]);
        foreach (Detection detection in detections)
        {
            _confidences.Add(detection.Confidence);
            _predictedClasses.Add(detection.Class);
        }

        foreach (GroundTruth label in labels)
            _labelClasses.Add(label.Class);
    }

    /// <summary>Adds everything that another accumulator has collected, after what is here.</summary>
    public void Merge(MetricsAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Images += other.Images;
        _correct.AddRange(other._correct);
        _confidences.AddRange(other._confidences);
        _predictedClasses.AddRange(other._predictedClasses);
        _labelClasses.AddRange(other._labelClasses);
    }

    /// <summary>Computes the figures of all images added so far; without labels they are 0.</summary>
    public DetectionMetrics Compute() => AveragePrecision.Compute(
        CollectionsMarshal.AsSpan(_correct),
        CollectionsMarshal.AsSpan(_confidences),
        CollectionsMarshal.AsSpan(_predictedClasses),
        CollectionsMarshal.AsSpan(_labelClasses));
}
