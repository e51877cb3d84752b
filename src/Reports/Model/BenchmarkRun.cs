using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>
/// One run of the suite: its machine, its workload, and every case with its raw measurements. All writers take this and
/// none measures anything. A property that is <see langword="null"/> (absent in the file) was not measured.
/// The file's schema is described in <c>docs/run-json.md</c>.
/// </summary>
public sealed record BenchmarkRun
{
    /// <summary>The schema that this program writes, and the newest that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the file's schema; a reader refuses newer ones.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Name of the run, unique among the runs of one machine (for example <c>20250301-142233</c>).</summary>
    [Required]
    public required string RunId { get; init; }

    /// <summary>Time at which the run began, UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>The command that makes this run again.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The machine and the software.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>Network that was trained, and its data.</summary>
    public required Workload Workload { get; init; }

    /// <summary>
    /// The run of another version whose steps were measured in turn with these, one of each after the other: the n-th time of
    /// a case here and there met the same state of the machine. Absent if this run was measured alone.
    /// </summary>
    public string? InTurnWith { get; init; }

    /// <summary>The best cases measured again in turn, on which the recommendation rests; absent without one.</summary>
    public RunOff? RunOff { get; init; }

    /// <summary>One entry per benchmark method and parameter set, in the order of measurement.</summary>
    public required IReadOnlyList<CaseResult> Cases { get; init; }

    /// <summary>Run and date for headings: <c>20250301-142233 (2025-03-01 14:22 UTC)</c>.</summary>
    [JsonIgnore]
    public string Label => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{RunId} ({StartedUtc.UtcDateTime:yyyy-MM-dd HH:mm} UTC)");
}
