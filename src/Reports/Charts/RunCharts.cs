using Reports.Model;

namespace Reports.Charts;

/// <summary>All charts of one run or several; charts without data are left out.</summary>
public static class RunCharts
{
    /// <summary>The charts in the order in which a person reads them.</summary>
    public static IReadOnlyList<Chart> Build(IReadOnlyList<BenchmarkRun> runs) => Build(CaseRow.Of(runs));

    internal static IReadOnlyList<Chart> Build(IReadOnlyList<CaseRow> rows)
    {
        List<CaseRow> trained = [.. rows.Where(r => r.Case.Scheme is not null)];
        List<Chart?> charts =
        [
            TradeOffChart.Build(trained),
            ByBatchChart.Time(trained),
            ByBatchChart.Memory(trained),
            ByBatchChart.Throughput(trained),
            AccuracyChart.Build(trained),
            LossChart.Build(trained),
            DistributionChart.Build(rows),
            .. TimelineCharts.Build(trained),
        ];
        return [.. charts.OfType<Chart>()];
    }
}
