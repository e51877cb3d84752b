using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Benchmarks.Reporting;

/// <summary>Images of the batch over the mean time of a step.</summary>
public sealed class ImagesPerSecondColumn() : CaseColumn("Images/s", "Images of the batch over the mean time of a step", isNumeric: true)
{
    /// <inheritdoc/>
    public override bool IsAvailable(Summary summary) => CaseConversion.HasSteps(summary);

    /// <inheritdoc/>
    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        double? mean = CaseConversion.Statistics(summary[benchmarkCase])?.Mean;
        double? rate = (benchmarkCase.Parameters["BatchSize"] as int?) / mean;
        return rate?.ToString("F1", CultureInfo.InvariantCulture) ?? "NA";
    }
}
