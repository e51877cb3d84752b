using System.Text.Json.Serialization;
using Reports.Json;

namespace Reports.Comparison;

/// <summary>The times of one case in one run.</summary>
public sealed record MeasuredRun
{
    /// <summary>Iteration times in seconds in the order of measurement.</summary>
    [JsonConverter(typeof(NumberListConverter))]
    public required IReadOnlyList<double> Seconds { get; init; }

    /// <summary>Times of a second run of the same code whose iterations were measured in turn with these, if they were.</summary>
    [JsonConverter(typeof(NumberListConverter))]
    public IReadOnlyList<double>? InTurn { get; init; }
}
