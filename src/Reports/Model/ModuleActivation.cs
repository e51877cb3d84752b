namespace Reports.Model;

/// <summary>Activations that one top-level module keeps for the backward pass.</summary>
public sealed record ModuleActivation
{
    /// <summary>Index of the module in the network, 0..24 for YOLOv5.</summary>
    public required int Index { get; init; }

    /// <summary>Its type, for example <c>C3</c>.</summary>
    public required string Module { get; init; }

    /// <summary>Bytes kept.</summary>
    public required long Bytes { get; init; }
}
