using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Charts;

/// <summary>Time per image against peak memory, one point per case, with the Pareto front.</summary>
internal static class TradeOffChart
{
    // More labels than this overlap.
    private const int MaxLabels = 60;

    public static Chart? Build(IReadOnlyList<CaseRow> rows)
    {
        List<CaseRow> cases = [.. rows.Where(r => r.SecondsPerImage is not null && r.Case.PeakAllocatedBytes is not null)];
        if (cases.Count == 0)
            return null;

        double[] x = [.. cases.Select(Memory)];
        double[] y = [.. cases.Select(Time)];
        int[] front = [.. ParetoFront.Of(x, y)];
        HashSet<CaseRow> onFront = [.. front.Select(i => cases[i])];

        List<ChartSeries> series =
        [
            new()
            {
                Name = "Pareto front", Kind = ChartKind.Front,
                X = [.. front.Select(i => x[i])], Y = [.. front.Select(i => y[i])],
            },
        ];
        series.AddRange(cases.GroupBy(r => r.SeriesName).Select(group => new ChartSeries
        {
            Name = group.Key,
            ShownId = group.First().ShownId,
            Kind = ChartKind.Points,
            Color = group.First().SchemeIndex,
            Style = group.First().RunIndex,
            X = [.. group.Select(Memory)],
            Y = [.. group.Select(Time)],
            Labels = [.. group.Select(r => string.Create(CultureInfo.InvariantCulture, $"batch {r.Case.BatchSize}"))],
            ShortLabels = cases.Count > MaxLabels ? null : [.. group.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Case.BatchSize}"))],
        }));

        return new Chart
        {
            Id = "trade-off",
            Title = "Time against memory",
            Caption = "One point per case; lower left is better. No case beats one on the dashed Pareto front in both time and memory.",
            XTitle = "Peak allocated [MiB]",
            YTitle = "Time per image [ms]",
            XRange = Widened(x),
            YFromZero = true,
            Series = series,
            Table = new TableBuilder<CaseRow>(cases)
                .Name("Case", r => r.Name, r => r.ShownId)
                .Number("Peak allocated", "MiB", r => Memory(r), decimals: 0)
                .Number("Time per image", "ms", r => Time(r))
                .Text("Pareto front", r => onFront.Contains(r) ? "yes" : "", keep: true)
                .Build("trade-off-table", "Time against memory"),
        };
    }

    // Cases that need the same memory to a percent would be torn apart over the whole width, between ticks of one name.
    private static Interval? Widened(double[] x)
    {
        double low = x.Min(), high = x.Max(), middle = (low + high) / 2;
        return high - low < 0.05 * middle || high - low < 4 ? new Interval(Math.Max(0, middle - Math.Max(4, 0.1 * middle)), middle + Math.Max(4, 0.1 * middle)) : null;
    }

    private static double Memory(CaseRow row) => row.Case.PeakAllocatedBytes!.Value / Figures.MiB;

    private static double Time(CaseRow row) => row.SecondsPerImage!.Value * 1000;
}
