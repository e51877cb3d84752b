using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;
using Reports.Model;

namespace Benchmarks.Reporting;

/// <summary>Status of each case: BenchmarkDotNet itself has only NA for a case that ran out of memory.</summary>
/// <param name="records">The records of the run's cases.</param>
public sealed class CaseStatusColumn(CaseRecords records) : CaseColumn("Status", "ok, OOM (out of memory) or failed", isNumeric: false)
{
    /// <inheritdoc/>
    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase) => records[benchmarkCase]?.Status switch
    {
        CaseStatus.Ok => "ok",
        CaseStatus.OutOfMemory => "OOM",

        // Of a benchmark that trains nothing there is no record.
        null when summary[benchmarkCase] is { Success: true } => "ok",
        _ => "failed",
    };
}
