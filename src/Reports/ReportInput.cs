using Reports.Comparison;
using Reports.Model;

namespace Reports;

/// <summary>Input of a report: one run or several side by side, and the run that they are compared with.</summary>
public sealed record ReportInput
{
    /// <summary>The runs, at least one.</summary>
    public required IReadOnlyList<BenchmarkRun> Runs { get; init; }

    /// <summary>The run that differences are shown against.</summary>
    public BenchmarkRun? Baseline { get; init; }

    /// <summary>A report of one run.</summary>
    public static ReportInput Of(BenchmarkRun run) => new() { Runs = [run] };

    /// <summary>Every run but the baseline itself, compared with it; empty if there is no baseline.</summary>
    internal IEnumerable<(BenchmarkRun Run, RunComparison Comparison, int Index)> Comparisons() => Baseline is null ? []
        : Runs.Where(r => !ReferenceEquals(r, Baseline) && r.RunId != Baseline.RunId)
            .Select((r, i) => (r, RunComparison.Compare(Baseline, r), i));
}
