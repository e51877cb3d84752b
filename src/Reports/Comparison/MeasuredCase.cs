using System.Text.Json.Serialization;

namespace Reports.Comparison;

/// <summary>The times of one case in several runs.</summary>
public sealed record MeasuredCase
{
    /// <summary>The case's key.</summary>
    public required string Case { get; init; }

    /// <summary>Its runs.</summary>
    public required IReadOnlyList<MeasuredRun> Runs { get; init; }

    /// <summary>Times of every process of all runs, in the order of measurement.</summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<double>> Processes => [.. Runs.SelectMany(r => r.Processes)];
}
