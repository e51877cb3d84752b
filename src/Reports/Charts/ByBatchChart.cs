using System.Globalization;
using Reports.Tables;

namespace Reports.Charts;

/// <summary>A figure by batch size, one line per scheme.</summary>
internal static class ByBatchChart
{
    public static Chart? Time(IReadOnlyList<CaseRow> rows) => Build(
        rows, "time-by-batch", "Iteration time by batch size",
        "Median time of a training step; the bars reach from the fastest iteration to the 95th percentile.",
        "Iteration time [ms]", r => r.MedianSeconds * 1000, r => (r.Statistics!.Min * 1000, r.Statistics.P95 * 1000));

    public static Chart? Memory(IReadOnlyList<CaseRow> rows) => Build(
        rows, "memory-by-batch", "Peak memory by batch size",
        "Peak allocated bytes of a training step. The slope is what one more image costs.",
        "Peak allocated [MiB]", r => r.Case.Status == Model.CaseStatus.Ok ? r.Case.PeakAllocatedBytes / Figures.MiB : null);

    public static Chart? Throughput(IReadOnlyList<CaseRow> rows) => Build(
        rows, "images-per-second", "Images per second by batch size",
        "Where a line flattens, a larger batch no longer makes training faster.",
        "Images/s", r => r.ImagesPerSecond);

    private static Chart? Build(
        IReadOnlyList<CaseRow> rows, string id, string title, string caption, string yTitle,
        Func<CaseRow, double?> value, Func<CaseRow, (double Low, double High)>? spread = null)
    {
        List<CaseRow> cases = [.. rows.Where(r => r.Case.BatchSize is not null && value(r) is not null).OrderBy(r => r.Case.BatchSize)];
        if (cases.Count == 0)
            return null;

        int[] batches = [.. cases.Select(r => r.Case.BatchSize!.Value).Distinct().Order()];
        int[] ticks = batches.Length <= 12 ? batches : [.. Powers(batches)];
        List<string> names = [.. cases.OrderBy(r => r.SchemeIndex).ThenBy(r => r.RunIndex).Select(r => r.SeriesName).Distinct()];
        Dictionary<string, CaseRow[]> bySeries = cases.GroupBy(r => r.SeriesName).ToDictionary(g => g.Key, g => g.ToArray());

        return new Chart
        {
            Id = id,
            Title = title,
            Caption = caption,
            XTitle = "Batch size",
            YTitle = yTitle,
            XLogarithmic = true,
            YFromZero = true,
            XTicks = [.. ticks.Select(b => (double)b)],
            XTickLabels = [.. ticks.Select(b => b.ToString(CultureInfo.InvariantCulture))],
            Series = [.. names.Select(name => new ChartSeries
            {
                Name = name,
                ShownId = bySeries[name][0].ShownId,
                Kind = ChartKind.LinesAndPoints,
                Color = bySeries[name][0].SchemeIndex,
                Style = bySeries[name][0].RunIndex,
                X = [.. bySeries[name].Select(r => (double)r.Case.BatchSize!.Value)],
                Y = [.. bySeries[name].Select(r => value(r)!.Value)],
                Low = spread is null ? null : [.. bySeries[name].Select(r => spread(r).Low)],
                High = spread is null ? null : [.. bySeries[name].Select(r => spread(r).High)],
            })],
            Table = Pivot(id, title, yTitle, names, batches, bySeries, value),
        };
    }

    private static Table Pivot(
        string id, string title, string unit, List<string> names, int[] batches,
        Dictionary<string, CaseRow[]> bySeries, Func<CaseRow, double?> value)
    {
        Dictionary<(string, int), double?> cells = [];
        foreach ((string name, CaseRow[] rows) in bySeries)
        {
            foreach (CaseRow row in rows)
                cells.TryAdd((name, row.Case.BatchSize!.Value), value(row));
        }

        int decimals = Figures.Decimals(cells.Values);
        return new Table
        {
            Id = id + "-table",
            Title = title,
            Columns =
            [
                new TableColumn { Title = "Scheme" },
                .. batches.Select(b => new TableColumn { Title = string.Create(CultureInfo.InvariantCulture, $"batch {b}"), Numeric = true, Help = unit }),
            ],
            Rows = [.. names.Select(name => (IReadOnlyList<TableCell>)
            [
                new TableCell(name) { Beside = bySeries[name][0].ShownId },
                .. batches.Select(b => cells.TryGetValue((name, b), out double? v) && v is double number
                    ? new TableCell(Figures.Fixed(number, decimals), number)
                    : TableCell.Empty),
            ])],
        };
    }

    private static IEnumerable<int> Powers(int[] batches)
    {
        for (int b = 1; b <= batches[^1] && b > 0; b *= 2)
        {
            if (b >= batches[0])
                yield return b;
        }
    }
}
