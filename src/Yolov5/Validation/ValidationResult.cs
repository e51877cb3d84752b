using Yolov5.Training;

namespace Yolov5.Validation;

/// <summary>The figures of a validation.</summary>
public sealed record ValidationResult
{
    /// <summary>Precision, recall and average precision, over the classes and for each.</summary>
    public required DetectionMetrics Metrics { get; init; }

    /// <summary>Mean losses of the batches; null if they were not computed.</summary>
    public LossItems? Loss { get; init; }

    /// <summary>Images validated.</summary>
    public required int Images { get; init; }

    /// <summary>Milliseconds an image to bring it to the device and normalise it.</summary>
    public required double PreprocessMilliseconds { get; init; }

    /// <summary>Milliseconds an image in the network.</summary>
    public required double InferenceMilliseconds { get; init; }

    /// <summary>Milliseconds an image in the suppression.</summary>
    public required double SuppressionMilliseconds { get; init; }
}
