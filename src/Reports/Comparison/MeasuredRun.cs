using System.Text.Json.Serialization;
using Reports.Json;
using Reports.Model;

namespace Reports.Comparison;

/// <summary>The times of one case in one run.</summary>
public sealed record MeasuredRun
{
    /// <summary>Iteration times in seconds in the order of measurement.</summary>
    [JsonConverter(typeof(NumberListConverter))]
    public required IReadOnlyList<double> Seconds { get; init; }

    /// <summary>Measured iterations of each process, in the order of the times; absent if it was one process or that is not known.</summary>
    public IReadOnlyList<int>? IterationsPerProcess { get; init; }

    /// <summary>Times of a second run of the same code whose iterations were measured in turn with these, if they were.</summary>
    [JsonConverter(typeof(NumberListConverter))]
    public IReadOnlyList<double>? InTurn { get; init; }

    /// <summary>The times of each process, those of the second run left out.</summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<double>> Processes => CaseResult.SplitByProcess(Seconds, IterationsPerProcess);
}
