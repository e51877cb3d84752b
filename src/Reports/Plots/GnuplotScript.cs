using System.Globalization;
using System.Text;
using Reports.Charts;

namespace Reports.Plots;

/// <summary>Writes charts as a gnuplot script; all data are in it, as numbers, and all texts are quoted.</summary>
internal static class GnuplotScript
{
    private static readonly string[] Schemes =
        ["#4d545e", "#0072b2", "#d55e00", "#009e73", "#b8558f", "#dd9500", "#4aa8de", "#5f45b5", "#7c5433", "#7f8600", "#c2185b", "#2c6e6e"];

    private static readonly string[] Phases =
        ["#8a93a0", "#0072b2", "#b8558f", "#d55e00", "#009e73", "#5f45b5", "#dd9500", "#4aa8de"];

    private static readonly int[] PointTypes = [7, 13, 5, 9, 2, 1, 11, 3];

    public static void Terminal(StringBuilder script, string terminal, string output)
    {
        string size = terminal == "pdfcairo" ? "size 9in,5.4in" : "size 1350,810";
        string font = terminal == "pdfcairo" ? "font 'Sans,11'" : "font 'Sans,13'";
        script.Append(CultureInfo.InvariantCulture, $"set terminal {terminal} noenhanced {size} {font} linewidth 1.4\nset output {Quote(output)}\n");
    }

    public static void Append(StringBuilder script, Chart chart, int index)
    {
        ChartSeries[] drawn = [.. chart.Series.Where(s => s.X.Count > 0)];
        for (int i = 0; i < drawn.Length; i++)
            Data(script, drawn[i], Block(index, i));

        script.Append("reset\nset grid linecolor rgb '#e3e6ea' linetype 1\nset border 3 linecolor rgb '#8a93a0'\nset tics nomirror textcolor rgb '#333a44'\n");
        script.Append("set key outside right top vertical Left reverse spacing 1.15\n");
        script.Append(CultureInfo.InvariantCulture, $"set title {Quote(chart.Group is null ? chart.Title : $"{chart.Group}: {chart.Title}")}\nset xlabel {Quote(chart.XTitle)}\nset ylabel {Quote(chart.YTitle)}\n");
        if (chart.YMax is double max)
            script.Append(CultureInfo.InvariantCulture, $"set yrange [0:{Number(max)}]\n");
        else if (chart.YFromZero)
            script.Append("set yrange [0:*]\n");
        if (chart.XRange is { } range)
            script.Append(CultureInfo.InvariantCulture, $"set xrange [{Number(range.Low)}:{Number(range.High)}]\n");
        if (chart.XLogarithmic)
            script.Append("set logscale x 2\n");
        Ticks(script, chart);

        HashSet<string> named = new(StringComparer.Ordinal);
        script.Append("plot ").AppendJoin(", \\\n     ", drawn.Select((s, i) => Plot(chart, s, Block(index, i), named.Add(s.Name)))).Append('\n');
    }

    private static void Ticks(StringBuilder script, Chart chart)
    {
        if (chart.XTicks is not { Count: > 0 } ticks || chart.XTickLabels is not { } labels)
            return;
        string rotate = chart.XLogarithmic || labels.Sum(l => l.Length) < 70 ? "" : "rotate by 40 right ";
        script.Append(CultureInfo.InvariantCulture, $"set xtics {rotate}({string.Join(", ", ticks.Select((t, i) => $"{Quote(labels[i])} {Number(t)}"))})\n");
        if (!chart.XLogarithmic)
            script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.6:{Number(ticks[^1] + 0.6)}]\n");
        else
            script.Append(CultureInfo.InvariantCulture, $"set xrange [{Number(ticks[0] / 1.2)}:{Number(ticks[^1] * 1.2)}]\n");
    }

    private static void Data(StringBuilder script, ChartSeries series, string block)
    {
        script.Append(CultureInfo.InvariantCulture, $"{block} << EOD\n");
        for (int i = 0; i < series.X.Count; i++)
        {
            // An area is stepped: the value holds until the next point.
            if (series.Kind == ChartKind.Area && i > 0)
                script.Append(CultureInfo.InvariantCulture, $"{Number(series.X[i])} {Number(series.Y[i - 1])}\n");
            if (!double.IsFinite(series.X[i]) || !double.IsFinite(series.Y[i]))
            {
                // An empty line breaks gnuplot's curve: a gap where nothing finite was measured.
                script.Append('\n');
                continue;
            }

            script.Append(CultureInfo.InvariantCulture, $"{Number(series.X[i])} {Number(series.Y[i])}");
            if (series.Low is not null && series.High is not null)
                script.Append(CultureInfo.InvariantCulture, $" {Number(series.Low[i])} {Number(series.High[i])}");
            script.Append('\n');
        }

        script.Append("EOD\n");
    }

    private static string Plot(Chart chart, ChartSeries series, string block, bool first)
    {
        string color = chart.Group is null ? Schemes[series.Color % Schemes.Length] : Phases[series.Color % Phases.Length];
        int style = series.Style + (series.Color / Schemes.Length);
        string title = first ? $"title {Quote(series.Name)}" : "notitle";
        string line = string.Create(CultureInfo.InvariantCulture, $"linecolor rgb '{color}' dashtype {(style % 5) + 1}");
        string symbol = string.Create(CultureInfo.InvariantCulture, $"pointtype {PointTypes[style % PointTypes.Length]}");
        string point = $"{symbol} linecolor rgb '{color}'";
        bool spread = series.Low is not null && series.High is not null;
        // Drawn first: a bar blanks the middle of a point beneath it.
        string bars = spread ? string.Create(CultureInfo.InvariantCulture, $"{block} using 1:2:3:4 with yerrorbars {point} pointsize 0 notitle, \\\n     ") : "";
        return series.Kind switch
        {
            ChartKind.LinesAndPoints => $"{bars}{block} using 1:2 with linespoints {line} {symbol} pointsize 1 {title}",
            ChartKind.Line => $"{block} using 1:2 with lines {line} {title}",
            ChartKind.Area => $"{block} using 1:2 with filledcurves y1=0 fillcolor rgb '{color}' fillstyle solid 0.45 noborder {title}",
            ChartKind.Front => $"{block} using 1:2 with lines linecolor rgb '#5a6472' dashtype 2 {title}",
            ChartKind.Marks => $"{block} using 1:2 with points pointtype 13 pointsize 1.2 linecolor rgb '#1a1e24' {title}",
            ChartKind.Verticals => $"{block} using 1:3:(0):($4-$3) with vectors nohead linecolor rgb '#b3400a' dashtype 3 {title}",
            _ => $"{bars}{block} using 1:2 with points {point} pointsize {(series.X.Count > 60 ? "0.4" : "1.1")} {title}",
        };
    }

    private static string Block(int chart, int series) => string.Create(CultureInfo.InvariantCulture, $"$d{chart}_{series}");

    private static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    // Within single quotes gnuplot interprets nothing, and a line must not end. A doubled quote is not understood
    // everywhere (gnuplot 5.4 takes the first two of title '''...' for an empty title), so an apostrophe stands in.
    private static string Quote(string text) =>
        "'" + string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Replace('\'', '\u2019') + "'";
}
