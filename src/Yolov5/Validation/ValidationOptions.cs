using Schemes;
using Yolov5.Data;
using Yolov5.Optimization;

namespace Yolov5.Validation;

/// <summary>Options of a validation.</summary>
public sealed record ValidationOptions
{
    /// <summary>Thresholds of the suppression.</summary>
    public NmsOptions Suppression { get; init; } = NmsOptions.ForValidation;

    /// <summary>Number format and order of elements of the forward pass; checkpointing has no meaning here.</summary>
    public Scheme Scheme { get; init; } = SchemeCatalog.Baseline;

    /// <summary>True to fold batch norm into the convolutions first.</summary>
    public bool Fuse { get; init; } = true;

    /// <summary>Loss gains that fit the network, to compute the loss as in training; null leaves it out.</summary>
    public Hyperparameters? Loss { get; init; }

    /// <summary>Called with each batch and the detections of its images, in pixels of the batch. The batch is used again afterwards.</summary>
    public Action<Batch, IReadOnlyList<Detection[]>>? BatchDetected { get; init; }

    /// <summary>Called with the detections and the labels of each image, in pixels of its file.</summary>
    public Action<Detection[], GroundTruth[]>? ImageValidated { get; init; }
}
