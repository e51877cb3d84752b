using Schemes;

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
}
