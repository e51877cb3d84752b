using Reports.Tables;

namespace Reports.Charts;

/// <summary>mAP@0.5 by scheme, every case a point, with the spread of repeated passes.</summary>
internal static class AccuracyChart
{
    public static Chart? Build(IReadOnlyList<CaseRow> rows)
    {
        List<CaseRow> cases = [.. rows.Where(r => r.Case.Accuracy is not null).OrderBy(r => r.SchemeIndex).ThenBy(r => r.RunIndex).ThenBy(r => r.Case.BatchSize)];
        if (cases.Count == 0)
            return null;

        string[] names = [.. cases.Select(r => r.SeriesName).Distinct()];
        List<ChartSeries> series = [];
        for (int i = 0; i < names.Length; i++)
        {
            CaseRow[] group = [.. cases.Where(r => r.SeriesName == names[i])];
            double[] map = [.. group.Select(r => r.Case.Accuracy!.Map50)];
            series.Add(new ChartSeries
            {
                Name = names[i],
                ShownId = group[0].ShownId,
                Kind = ChartKind.Points,
                Color = group[0].SchemeIndex,
                Style = group[0].RunIndex,
                X = [.. group.Select((_, k) => i + Spread(k, group.Length, 0.4))],
                Y = map,
                Low = [.. group.Select(r => r.Case.Accuracy!.Map50Spread?.Low ?? r.Case.Accuracy.Map50)],
                High = [.. group.Select(r => r.Case.Accuracy!.Map50Spread?.High ?? r.Case.Accuracy.Map50)],
                Labels = [.. group.Select(r => r.Name)],
            });
        }

        return new Chart
        {
            Id = "accuracy",
            Title = "mAP@0.5 by scheme",
            Caption = "One point per case, batch sizes from left to right; the bars reach over the repeated passes. Differences within the spread say nothing.",
            XTitle = "",
            YTitle = "mAP@0.5",
            XTicks = [.. Enumerable.Range(0, names.Length).Select(i => (double)i)],
            XTickLabels = names,
            Series = series,
            Table = new TableBuilder<CaseRow>(cases)
                .Name("Case", r => r.Name, r => r.ShownId)
                .Number("mAP@0.5", null, r => r.Case.Accuracy!.Map50, decimals: 3)
                .Number("Lowest pass", null, r => r.Case.Accuracy!.Map50Spread?.Low, decimals: 3)
                .Number("Highest pass", null, r => r.Case.Accuracy!.Map50Spread?.High, decimals: 3)
                .Number("mAP@0.5:0.95", null, r => r.Case.Accuracy!.Map50To95, decimals: 3)
                .Number("Epochs", null, r => r.Case.Accuracy!.Epochs, decimals: 0)
                .Build("accuracy-table", "mAP by scheme"),
        };
    }

    /// <summary>Offset of item <paramref name="k"/> of <paramref name="count"/> within a column of the given width.</summary>
    internal static double Spread(int k, int count, double width) =>
        count < 2 ? 0 : (((double)k / (count - 1)) - 0.5) * width;
}
