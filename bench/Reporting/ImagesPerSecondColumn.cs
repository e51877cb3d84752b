using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Benchmarks.Reporting;

/// <summary>Images of the batch over the mean time of a step.</summary>
public sealed class ImagesPerSecondColumn() : CaseColumn("Images/s", "Images of the batch over the mean time of a step", isNumeric: true)
{
    /// <inheritdoc/>
    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        return benchmarkCase.Parameters["BatchSize"] is int images && summary[benchmarkCase]?.ResultStatistics is { } times
            ? (images / (times.Mean / 1e9)).ToString("F1", CultureInfo.InvariantCulture)
            : "NA";
    }
}
