using Reports.Charts;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Reports.Plots;

/// <summary>A chart as a ScottPlot figure on white paper.</summary>
internal static class ChartPlot
{
    private static readonly Color Ink = Color.FromHex("#333a44");
    private static readonly Color Muted = Color.FromHex("#5a6472");

    private static readonly MarkerShape[] Symbols =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledDiamond, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp,
        MarkerShape.Eks, MarkerShape.Cross, MarkerShape.Asterisk, MarkerShape.FilledTriangleDown,
    ];

    private static readonly LinePattern[] Dashes = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>All texts of the figure.</summary>
    public static IEnumerable<string> Texts(Chart chart) =>
        [Title(chart), chart.XTitle, chart.YTitle, .. chart.XTickLabels ?? [], .. chart.Series.Select(s => s.Name), .. chart.Series.SelectMany(s => s.ShortLabels ?? [])];

    /// <summary>Builds the figure; the caller disposes of it.</summary>
    public static Plot Build(Chart chart, string font)
    {
        Plot plot = new();
        plot.Title(OneLine(Title(chart)), 15);
        plot.XLabel(OneLine(chart.XTitle), 13);
        plot.YLabel(OneLine(chart.YTitle), 13);
        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (ChartSeries series in chart.Series.Where(s => s.X.Count > 0))
            Add(plot, chart, series, named.Add(series.Name) ? OneLine(series.Name) : "");
        plot.ShowLegend(Edge.Right);
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 12;
        plot.Font.Set(font);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Color(Ink);
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Top.IsVisible = false;
        plot.Grid.MajorLineColor = Color.FromHex("#e3e6ea");
        Scale(plot, chart);
        return plot;
    }

    private static void Scale(Plot plot, Chart chart)
    {
        plot.Axes.Margins(0.05, 0.15);
        plot.Axes.AutoScale();
        if (chart.YMax is double max)
            plot.Axes.SetLimitsY(0, max);
        else if (chart.YFromZero)
            plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
        if (chart.XRange is { } range)
            plot.Axes.SetLimitsX(range.Low, range.High);
        if (chart.XTicks is not { Count: > 0 } ticks || chart.XTickLabels is not { } labels)
            return;

        double[] places = [.. ticks.Select(t => X(chart, t))];
        plot.Axes.Bottom.SetTicks(places, [.. labels.Select(OneLine)]);
        double beside = chart.XLogarithmic ? 0.26 : 0.6;
        plot.Axes.SetLimitsX(places[0] - beside, places[^1] + beside);
        if (chart.XLogarithmic || labels.Sum(l => l.Length) < 70)
            return;

        // Long names are rotated; ScottPlot reserves the space that the longest needs only when told to.
        LabelStyle style = plot.Axes.Bottom.TickLabelStyle;
        style.Rotation = -40;
        style.Alignment = Alignment.MiddleRight;
        using Paint paint = Paint.NewDisposablePaint();
        plot.Axes.Bottom.MinimumSize = 24 + (0.65f * labels.Max(l => style.Measure(OneLine(l), paint).Width));
    }

    private static void Add(Plot plot, Chart chart, ChartSeries series, string name)
    {
        Color color = Color.FromHex(ChartPalette.OnPaper(chart, series));
        int style = ChartPalette.Style(series);
        double[] x = [.. series.X.Select(v => X(chart, v))];
        double[] y = [.. series.Y];
        if (series.Kind == ChartKind.Verticals)
        {
            for (int i = 0; i < x.Length; i++)
            {
                LinePlot line = plot.Add.Line(x[i], series.Low![i], x[i], series.High![i]);
                line.LineStyle = new LineStyle { Color = Color.FromHex("#b3400a"), Pattern = LinePattern.Dotted, Width = 1.5f };
                line.LegendText = i == 0 ? name : "";
            }

            return;
        }

        if (series.Kind == ChartKind.Bars)
        {
            BarPlot bars = plot.Add.Bars(x, y);
            bars.Color = color;
            bars.LegendText = name;
            foreach (Bar bar in bars.Bars)
                bar.LineWidth = 0;
            return;
        }

        if (series is { Low: { } low, High: { } high })
        {
            ErrorBar bars = new(x, y, null, null, [.. y.Zip(low, (v, l) => v - l)], [.. y.Zip(high, (v, h) => h - v)]) { Color = color.WithAlpha(0.6), LineWidth = 1.2f, CapSize = 4 };
            plot.PlottableList.Add(bars);
        }

        Scatter drawn = plot.Add.Scatter(x, y, color);
        drawn.LegendText = name;
        drawn.LineWidth = 1.7f;
        drawn.MarkerSize = 0;
        switch (series.Kind)
        {
            case ChartKind.Points:
                drawn.LineWidth = 0;
                Mark(Symbols[style % Symbols.Length], x.Length > 60 ? 3.5f : 8);
                Label();
                break;
            case ChartKind.LinesAndPoints:
                drawn.LinePattern = Dashes[style % Dashes.Length];
                Mark(Symbols[style % Symbols.Length], 7);
                break;
            case ChartKind.Area:
                drawn.ConnectStyle = ConnectStyle.StepHorizontal;
                drawn.LineWidth = 1;
                drawn.FillY = true;
                drawn.FillYColor = color.WithAlpha(0.4);
                break;
            case ChartKind.Front:
                drawn.LineStyle = new LineStyle { Color = Muted, Pattern = LinePattern.Dashed, Width = 1.5f };
                break;
            case ChartKind.Marks:
                drawn.Color = Color.FromHex("#1a1e24");
                drawn.LineWidth = 0;
                Mark(MarkerShape.FilledDiamond, 8);
                break;
            default:
                drawn.LinePattern = Dashes[style % Dashes.Length];
                break;
        }

        void Label()
        {
            for (int i = 0; i < (series.ShortLabels?.Count ?? 0); i++)
            {
                ScottPlot.Plottables.Text label = plot.Add.Text(OneLine(series.ShortLabels![i]), x[i], y[i]);
                label.LabelFontColor = Muted;
                label.LabelFontSize = 10;
                label.LabelAlignment = Alignment.LowerCenter;
                label.OffsetY = -4;
            }
        }

        void Mark(MarkerShape shape, float size)
        {
            drawn.MarkerShape = shape;
            drawn.MarkerSize = size;
            drawn.MarkerLineWidth = 1.5f;
        }
    }

    // ScottPlot's axes are linear; batch sizes double from one to the next.
    private static double X(Chart chart, double value) => chart.XLogarithmic ? Math.Log2(value) : value;

    private static string Title(Chart chart) => chart.Group is null ? chart.Title : $"{chart.Group}: {chart.Title}";

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
