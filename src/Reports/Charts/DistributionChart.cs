using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Charts;

/// <summary>Every measured iteration of a case as a point, relative to its median: noise, outliers and drift at a glance.</summary>
internal static class DistributionChart
{
    // Beyond this many cases the columns are too narrow to read; the table has all of them.
    private const int MaxColumns = 36;
    private const int MaxPointsPerColumn = 100;

    public static Chart? Build(IReadOnlyList<CaseRow> rows)
    {
        List<CaseRow> all = [.. rows.Where(r => r.Case is { Status: CaseStatus.Ok, IterationTimesSeconds.Count: > 1 } && r.Statistics is not null)];
        if (all.Count == 0)
            return null;

        List<CaseRow> cases = all.Count <= MaxColumns ? all : CaseSelection.OnePerSeries(all);
        cases = [.. cases.OrderBy(r => r.SchemeIndex).ThenBy(r => r.RunIndex).ThenBy(r => r.Case.BatchSize)];
        List<ChartSeries> series = [];
        foreach (IGrouping<string, (CaseRow Row, int Index)> group in cases.Select((r, i) => (r, i)).GroupBy(x => x.r.SeriesName))
        {
            List<double> x = [];
            List<double> y = [];
            foreach ((CaseRow row, int column) in group)
            {
                IReadOnlyList<double> times = row.Case.IterationTimesSeconds;
                int step = Math.Max(1, (int)Math.Ceiling(times.Count / (double)MaxPointsPerColumn));
                for (int i = 0; i < times.Count; i += step)
                {
                    x.Add(column + AccuracyChart.Spread(i, times.Count, 0.7));
                    y.Add(((times[i] / row.Statistics!.Median) - 1) * 100);
                }
            }

            series.Add(new ChartSeries
            {
                Name = group.Key,
                ShownId = group.First().Row.ShownId,
                Kind = ChartKind.Points,
                Color = group.First().Row.SchemeIndex,
                Style = group.First().Row.RunIndex,
                X = x,
                Y = y,
            });
        }

        return new Chart
        {
            Id = "distribution",
            Title = "Distribution of iteration times",
            Caption = "Each iteration as its distance from the case's median; within a column the order of measurement runs from left to right, so a slope is drift."
                + (cases.Count < all.Count ? " One batch size per scheme is drawn; the table has every case." : ""),
            XTitle = "",
            YTitle = "Off the median [%]",
            XTicks = [.. Enumerable.Range(0, cases.Count).Select(i => (double)i)],
            XTickLabels = [.. cases.Select(Label)],
            Series = series,
            Table = new TableBuilder<CaseRow>(all)
                .Name("Case", r => r.Name, r => r.ShownId)
                .Number("Iterations", null, r => r.Case.IterationTimesSeconds.Count, decimals: 0)
                .Number("Min", "ms", r => r.Statistics!.Min * 1000)
                .Number("Median", "ms", r => r.Statistics!.Median * 1000)
                .Number("P95", "ms", r => r.Statistics!.P95 * 1000)
                .Number("Max", "ms", r => r.Statistics!.Max * 1000)
                .Number("Std dev / mean", "%", r => r.Statistics!.Stddev / r.Statistics.Mean * 100, decimals: 2)
                .Build("distribution-table", "Distribution of iteration times"),
        };
    }

    private static string Label(CaseRow row) => row.Case.BatchSize is int batch
        ? string.Create(CultureInfo.InvariantCulture, $"{row.SeriesName} ({batch})")
        : row.SeriesName;
}
