using Reports.Json;
using Reports.Model;

namespace Reports.Comparison;

/// <summary>Iteration times of unchanged code, measured in several runs: what a gate's rates are simulated from.</summary>
public sealed record MeasuredTimes
{
    /// <summary>The schema that this program writes, and the newest that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the file's schema; a reader refuses newer ones.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Where the times come from.</summary>
    public string? Description { get; init; }

    /// <summary>The cases.</summary>
    public required IReadOnlyList<MeasuredCase> Cases { get; init; }

    /// <summary>Collects the times of cases that several runs of unchanged code have in common.</summary>
    public static MeasuredTimes From(IReadOnlyList<BenchmarkRun> runs, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new MeasuredTimes
        {
            Description = description,
            Cases = [.. runs
                .SelectMany(r => r.Cases)
                .Where(c => c is { Status: CaseStatus.Ok, IterationTimesSeconds.Count: > 0 })
                .GroupBy(c => c.Key)
                .Select(g => new MeasuredCase { Case = g.Key, Runs = [.. g.Select(c => new MeasuredRun { Seconds = c.IterationTimesSeconds })] })],
        };
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ReportException">The file is absent, incomplete, of a newer schema or holds no times.</exception>
    public static MeasuredTimes Read(string path)
    {
        MeasuredTimes times = JsonDocumentFile.Read<MeasuredTimes>(path, "set of measured times", CurrentSchemaVersion);
        if (times.Cases.Count == 0
            || times.Cases.Any(c => c is null || c.Runs.Count == 0 || c.Runs.Any(r => r is null || r.Seconds.Count == 0 || r.Seconds.Any(t => !(t > 0 && t < double.MaxValue)))))
            throw new ReportException($"{path}: every case must have runs with positive, finite times.");
        return times;
    }

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="ReportException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, JsonDocumentFile.Serialize(this));
}
