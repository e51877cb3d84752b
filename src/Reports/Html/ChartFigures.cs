using System.Globalization;
using DynamicObj;
using Newtonsoft.Json;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;
using Reports.Charts;
using Chart = Reports.Charts.Chart;

namespace Reports.Html;

/// <summary>
/// Charts as Plotly figures in JSON that is safe within a script element. Colours are names of CSS variables, which the
/// page's script replaces with the values of the theme.
/// </summary>
internal static class ChartFigures
{
    // More points than this get smaller symbols and no error bars.
    private const int Dense = 300;
    private const int LongestTick = 34;

    private static readonly string[] Symbols = ["circle", "diamond", "square", "triangle-up", "x", "cross", "star", "hexagon"];
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    // <, > and & are escaped, so that no text can end the script element.
    private static readonly JsonSerializerSettings Settings = new() { StringEscapeHandling = StringEscapeHandling.EscapeHtml };

    /// <summary>An array of objects with the members <c>id</c>, <c>data</c> and <c>layout</c>.</summary>
    public static string Write(IReadOnlyList<Chart> charts) =>
        JsonConvert.SerializeObject(charts.Select(c => new { id = c.Id, data = c.Series.Select(s => ToTrace(c, s)), layout = ToLayout(c) }), Settings);

    private static Trace2D ToTrace(Chart chart, ChartSeries series)
    {
        int points = chart.Series.Sum(s => s.X.Count);
        string color = ChartPalette.Variable(chart, series);
        int style = ChartPalette.Style(series);
        string[]? labels = series.Labels is null ? null : [.. series.Labels.Select(Text)];
        Trace2D trace = new Trace2D(series.Kind == ChartKind.Bars ? "bar" : "scatter")
            .With("name", series.Name)
            .With("showlegend", false)
            .With("x", Numbers(series.X))
            .With("y", Numbers(series.Y))
            .With("customdata", labels)
            .With("hovertemplate", (labels is null ? "" : "%{customdata}<br>") + (chart.XTitle.Length == 0 ? "" : $"%{{x:.4~g}}{Unit(chart.XTitle)}, ") + $"%{{y:.4~g}}{Unit(chart.YTitle)}<extra>{Text(series.Name)}</extra>");
        Line line = new Line().With("color", color).With("width", 2).With("dash", Dashes[style % Dashes.Length]);
        Marker marker = new Marker().With("color", color).With("size", 8).With("symbol", Symbols[style % Symbols.Length])
            .With("line", new Line().With("color", "var(--raised)").With("width", 1));
        bool verticals = series.Kind == ChartKind.Verticals;
        Error? spread = points > Dense || verticals || series.Low is null || series.High is null ? null : new Error()
            .With("type", "data").With("symmetric", false).With("thickness", 1.2).With("width", 3).With("color", color + "99")
            .With("array", Numbers(series.High.Zip(series.Y, (high, y) => high - y)))
            .With("arrayminus", Numbers(series.Low.Zip(series.Y, (low, y) => y - low)));
        return series.Kind switch
        {
            ChartKind.Points when points > Dense => trace.With("mode", "markers").With("marker", marker.With("size", 4).With("opacity", 0.7).With("line", null)),
            ChartKind.Points when series.ShortLabels is not null => trace.With("mode", "markers+text").With("marker", marker).With("error_y", spread)
                .With("text", series.ShortLabels.Select(Text).ToArray()).With("textposition", "top center").With("textfont", new Font().With("size", 10).With("color", "var(--muted)")),
            ChartKind.Points => trace.With("mode", "markers").With("marker", marker).With("error_y", spread),
            ChartKind.LinesAndPoints when points > Dense => trace.With("mode", "lines").With("line", line.With("width", 1.4)),
            ChartKind.LinesAndPoints => trace.With("mode", "lines+markers").With("line", line).With("marker", marker).With("error_y", spread),
            ChartKind.Area => trace.With("mode", "lines").With("fill", "tozeroy").With("fillcolor", color + "52")
                .With("line", new Line().With("color", color).With("width", 1.2).With("shape", "hv")),
            ChartKind.Bars => trace.With("marker", new Marker().With("color", color)),
            ChartKind.Front => trace.With("mode", "lines").With("hoverinfo", "skip").With("hovertemplate", null)
                .With("line", new Line().With("color", "var(--muted)").With("width", 1.5).With("dash", "dash")),
            ChartKind.Marks => trace.With("mode", "markers").With("hovertemplate", "%{customdata}<extra></extra>").With("cliponaxis", false)
                .With("marker", new Marker().With("color", "var(--text)").With("size", 7).With("symbol", "diamond")),
            ChartKind.Verticals => trace.With("mode", "lines").With("line", new Line().With("color", "var(--bad)").With("width", 1.5).With("dash", "dot"))
                .With("x", Numbers(series.X.SelectMany(x => new[] { x, x, double.NaN })))
                .With("y", Numbers(series.Low!.Zip(series.High!).SelectMany(ends => new[] { ends.First, ends.Second, double.NaN }))),
            _ => trace.With("mode", "lines").With("line", line.With("width", 1.8)),
        };
    }

    private static Layout ToLayout(Chart chart)
    {
        LinearAxis x = Axis(chart.XTitle), y = Axis(chart.YTitle);
        if (chart.XTicks is { } ticks && chart.XTickLabels is { } labels)
        {
            x.With("tickmode", "array").With("tickvals", ticks)
                .With("ticktext", labels.Select(l => Text(l.Length > LongestTick ? l[..(LongestTick - 1)] + "…" : l)).ToArray());
            if (!chart.XLogarithmic)
                x.With("range", new[] { -0.6, ticks.Count - 0.4 }).With("showgrid", false);
        }

        if (chart.XLogarithmic)
            x.With("type", "log");
        if (chart.XRange is { } range)
            x.With("range", new[] { range.Low, range.High });
        if (chart.YMax is double max)
            y.With("range", new[] { 0, max });
        else if (chart.YFromZero)
            y.With("rangemode", "tozero");
        return new Layout().With("xaxis", x).With("yaxis", y);
    }

    private static LinearAxis Axis(string title) => new LinearAxis()
        .With("title", new Title().With("text", Text(title)))
        .With("tickformat", title.Contains("MiB", StringComparison.Ordinal) ? ",d" : null);

    /// <summary>Unit in an axis title such as <c>Time [ms]</c>, with a space before it.</summary>
    private static string Unit(string title) => title.EndsWith(']') ? " " + title[(title.LastIndexOf('[') + 1)..^1] : "";

    // Six digits are more than a screen can show; what is not finite is a gap.
    private static double?[] Numbers(IEnumerable<double> values) =>
        [.. values.Select(v => double.IsFinite(v) ? double.Parse(v.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : (double?)null)];

    // Plotly reads a little HTML in texts, and fields between %{ and }.
    private static string Text(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("%{", "%\u200b{", StringComparison.Ordinal);

    private static T With<T>(this T item, string property, object? value)
        where T : DynamicObj.DynamicObj
    {
        if (value is null)
            item.RemoveProperty(property);
        else
            item.SetProperty(property, value);
        return item;
    }
}
