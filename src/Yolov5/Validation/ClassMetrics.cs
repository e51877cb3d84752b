namespace Yolov5.Validation;

/// <summary>Metrics of the detection of one class. Only classes with labels have them.</summary>
public sealed record ClassMetrics
{
    /// <summary>Class id.</summary>
    public required int Class { get; init; }

    /// <summary>Labels of the class.</summary>
    public required int Labels { get; init; }

    /// <summary>Detections of the class.</summary>
    public required int Predictions { get; init; }

    /// <summary>Precision at IoU 0.5 and at <see cref="DetectionMetrics.Confidence"/>, 0..1.</summary>
    public required double Precision { get; init; }

    /// <summary>Recall at IoU 0.5 and at <see cref="DetectionMetrics.Confidence"/>, 0..1.</summary>
    public required double Recall { get; init; }

    /// <summary>Harmonic mean of precision and recall, 0..1.</summary>
    public required double F1 { get; init; }

    /// <summary>Right detections at that confidence, a whole number: recall times labels, rounded.</summary>
    public required double TruePositives { get; init; }

    /// <summary>Wrong detections at that confidence, a whole number that follows from the precision.</summary>
    public required double FalsePositives { get; init; }

    /// <summary>[10] average precision at each of <see cref="DetectionMatcher.IouThresholds"/>, 0..1.</summary>
    public required IReadOnlyList<double> AveragePrecision { get; init; }

    /// <summary>Average precision at IoU 0.5.</summary>
    public double Ap50 => AveragePrecision[0];

    /// <summary>Mean of the average precision over the IoU thresholds 0.5:0.95.</summary>
    public double Ap50To95 => AveragePrecision.Average();
}
