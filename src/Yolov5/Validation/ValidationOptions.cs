using Schemes;
using Yolov5.Data;
using Yolov5.Models;
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

    /// <summary>True to run the network on several scales of each image, see <see cref="AugmentedInference"/>.</summary>
    public bool Augment { get; init; }

    /// <summary>Networks whose boxes are put beside those of the validated one: an ensemble. They stay as they are.</summary>
    public IReadOnlyList<DetectionModel> Ensemble { get; init; } = [];

    /// <summary>True to put the labels among the detections, with confidence 1, as the reference's hybrid labels.</summary>
    public bool Hybrid { get; init; }

    /// <summary>True if detections of all classes count as class 0.</summary>
    public bool SingleClass { get; init; }

    /// <summary>Called with the result of each image.</summary>
    public Action<ValidatedImage>? ImageDone { get; init; }
}
