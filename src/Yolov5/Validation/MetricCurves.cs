namespace Yolov5.Validation;

/// <summary>
/// The curves of a validation at IoU 0.5, for plots. Each has <see cref="Samples"/> points whose abscissa is
/// <see cref="Abscissa"/>; the rows are in the order of <see cref="DetectionMetrics.Classes"/>.
/// </summary>
public sealed record MetricCurves
{
    /// <summary>Points of a curve.</summary>
    public const int Samples = 1000;

    /// <summary>[1000] equally spaced values from 0 to 1: confidence, or recall for <see cref="PrecisionByRecall"/>.</summary>
    public required double[] Abscissa { get; init; }

    /// <summary>[classes][1000] precision of the detections above a confidence.</summary>
    public required double[][] Precision { get; init; }

    /// <summary>[classes][1000] recall of the detections above a confidence.</summary>
    public required double[][] Recall { get; init; }

    /// <summary>[classes][1000] harmonic mean of precision and recall above a confidence.</summary>
    public required double[][] F1 { get; init; }

    /// <summary>[classes][1000] precision by recall; the envelope whose area is the average precision.</summary>
    public required double[][] PrecisionByRecall { get; init; }
}
