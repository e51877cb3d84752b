using Reports.Model;

namespace Reports.History;

/// <summary>One run in a history: the figures that are followed over commits, without the raw times.</summary>
public sealed record HistoryEntry
{
    /// <summary>The schema that this program writes, and the newest that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the line's schema.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Name of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Time at which the run began, UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>Commit of the measured sources.</summary>
    public string? Commit { get; init; }

    /// <summary>True if the sources differed from that commit.</summary>
    public bool? CommitDirty { get; init; }

    /// <summary>Device that computed.</summary>
    public required string DeviceName { get; init; }

    /// <summary>Version of libtorch.</summary>
    public required string LibtorchVersion { get; init; }

    /// <summary>Network, image size and data set in one text: only entries of the same workload form a line.</summary>
    public required string Workload { get; init; }

    /// <summary>The cases that were measured to the end.</summary>
    public required IReadOnlyList<HistoryCase> Cases { get; init; }

    /// <summary>The entry of a run.</summary>
    public static HistoryEntry Of(BenchmarkRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new HistoryEntry
        {
            RunId = run.RunId,
            StartedUtc = run.StartedUtc,
            Commit = run.Environment.Commit,
            CommitDirty = run.Environment.CommitDirty,
            DeviceName = run.Environment.DeviceName,
            LibtorchVersion = run.Environment.LibtorchVersion,
            Workload = string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{run.Workload.Model} {run.Workload.Imgsz} {run.Workload.Dataset}"),
            Cases = [.. CaseRow.Of([run]).Where(r => r.MedianSeconds is not null).Select(r => new HistoryCase
            {
                Key = r.Case.Key,
                Name = r.Name,
                MedianSeconds = r.MedianSeconds!.Value,
                P5Seconds = Percentile(r.Case.IterationTimesSeconds, 0.05),
                P95Seconds = r.Statistics!.P95,
                PeakAllocatedBytes = r.Case.PeakAllocatedBytes,
                Map50 = r.Case.Accuracy?.Map50,
            })],
        };
    }

    private static double? Percentile(IReadOnlyList<double> times, double p) =>
        times.Count == 0 ? null : TimeStatistics.Quantile([.. times.Order()], p);
}
