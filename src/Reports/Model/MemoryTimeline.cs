using System.Text.Json.Serialization;
using Reports.Json;

namespace Reports.Model;

/// <summary>Allocated bytes over one training step: the peak, and the memory that is kept for the backward pass.</summary>
public sealed record MemoryTimeline
{
    /// <summary>Points in the order of time.</summary>
    [JsonConverter(typeof(LineListConverter<MemoryPoint>))]
    public required IReadOnlyList<MemoryPoint> Points { get; init; }

    /// <summary>The module that was running at the peak, for example <c>model.6</c>.</summary>
    public string? PeakModule { get; init; }

    /// <summary>The phase of the peak.</summary>
    public string? PeakPhase { get; init; }

    /// <summary>Bytes kept for the backward pass per top-level module, in the network's order.</summary>
    [JsonConverter(typeof(LineListConverter<ModuleActivation>))]
    public IReadOnlyList<ModuleActivation>? Activations { get; init; }
}
