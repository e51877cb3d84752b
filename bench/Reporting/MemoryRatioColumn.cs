using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;

namespace Benchmarks.Reporting;

/// <summary>Peak of allocated bytes over that of the baseline at the same parameters.</summary>
public sealed class MemoryRatioColumn(CaseRecords records, int warmupCount) : CaseColumn("Memory ratio", "Peak of allocated device memory over that of the baseline", isNumeric: true)
{
    /// <inheritdoc/>
    public override bool IsAvailable(Summary summary) => CaseConversion.HasSteps(summary);

    /// <inheritdoc/>
    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        BenchmarkCase? baseline = summary.BenchmarksCases.FirstOrDefault(other =>
            summary.IsBaseline(other) && summary.GetLogicalGroupKey(other) == summary.GetLogicalGroupKey(benchmarkCase));
        return Peak(benchmarkCase) is { } peak && baseline is not null && Peak(baseline) is > 0 and { } reference
            ? (peak / reference).ToString("F2", CultureInfo.InvariantCulture)
            : "NA";
    }

    private double? Peak(BenchmarkCase benchmark) => records[benchmark] is { } record ? MeasuredSteps.Of(record, warmupCount).PeakAllocatedBytes : null;
}
