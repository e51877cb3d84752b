using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>Bytes of training state that one rank keeps.</summary>
public sealed record ScalingState
{
    /// <summary>Parameters that the forward pass computes with.</summary>
    public required long Parameters { get; init; }

    /// <summary>Float32 copies that are updated, where they are not the parameters themselves.</summary>
    public required long Masters { get; init; }

    /// <summary>Gradients.</summary>
    public required long Gradients { get; init; }

    /// <summary>Momentum and such.</summary>
    public required long OptimizerState { get; init; }

    /// <summary>All of them.</summary>
    [JsonIgnore]
    public long Total => Parameters + Masters + Gradients + OptimizerState;
}
