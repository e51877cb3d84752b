using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Benchmarks.Reporting;

/// <summary>Images of the batch over the mean time of a step.</summary>
/// <param name="warmupCount">Steps at the start of a process that are not measured ones.</param>
public sealed class ImagesPerSecondColumn(int warmupCount) : CaseColumn("Images/s", "Images of the batch over the mean time of a step", isNumeric: true)
{
    /// <inheritdoc/>
    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        return CaseConversion.Of(benchmarkCase, summary[benchmarkCase], null, warmupCount).ImagesPerSecond?.ToString("F1", CultureInfo.InvariantCulture) ?? "NA";
    }
}
