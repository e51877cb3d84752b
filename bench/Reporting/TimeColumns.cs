using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Reports.Model;

namespace Benchmarks.Reporting;

/// <summary>BenchmarkDotNet's columns of times, with the mean and its error as the report knows them.</summary>
/// <remarks>BenchmarkDotNet's own error counts every step as a sample of its own, whichever process it comes from.</remarks>
public sealed class TimeColumns : IColumnProvider
{
    /// <inheritdoc/>
    public IEnumerable<IColumn> GetColumns(Summary summary) =>
    [
        new StatisticsColumn("Mean", "Mean of a step, over the means of the processes", times => times.Mean),
        new StatisticsColumn("± 95%", "Half of the 95% confidence interval of the mean, which covers the spread between the processes", times => times.Margin95),
        .. DefaultColumnProviders.Statistics.GetColumns(summary).Where(column => column.ColumnName is "Ratio" or "RatioSD"),
    ];

    private sealed class StatisticsColumn(string name, string legend, Func<TimeStatistics, double?> value) : CaseColumn(name, legend, isNumeric: true)
    {
        public override string Id => ColumnName;

        public override ColumnCategory Category => ColumnCategory.Statistics;

        public override string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            CaseConversion.Statistics(summary[benchmarkCase]) is { } times && value(times) is { } seconds
                ? (seconds * 1000).ToString("N2", CultureInfo.InvariantCulture) + " ms"
                : "NA";
    }
}
