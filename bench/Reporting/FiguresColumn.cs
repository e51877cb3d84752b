using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;

namespace Benchmarks.Reporting;

/// <summary>Figures that a benchmark writes itself: those of its process with the median time. Training steps have columns for theirs.</summary>
/// <param name="records">The records of the run's cases.</param>
public sealed class FiguresColumn(CaseRecords records) : CaseColumn("Figures", "What the process with the median time measured beside it", isNumeric: false)
{
    /// <inheritdoc/>
    public override bool IsAvailable(Summary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return summary.BenchmarksCases.Any(benchmark => records.Figures(benchmark).Count > 0);
    }

    /// <inheritdoc/>
    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        ArgumentNullException.ThrowIfNull(summary);
        IReadOnlyList<string> figures = records.Figures(benchmarkCase);
        return CaseConversion.MedianProcess(summary[benchmarkCase]) is { } process && process < figures.Count ? figures[process] : "";
    }
}
