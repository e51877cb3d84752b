using System.Globalization;

namespace Reports.Charts;

/// <summary>Colours of schemes and of the phases of a step, for light and dark backgrounds.</summary>
internal static class ChartPalette
{
    private static readonly string[] Schemes =
        ["#4d545e", "#0072b2", "#d55e00", "#009e73", "#b8558f", "#dd9500", "#4aa8de", "#5f45b5", "#7c5433", "#7f8600", "#c2185b", "#2c6e6e"];

    private static readonly string[] SchemesOnDark =
        ["#b9c0ca", "#4ba9ea", "#ff8b4d", "#36c9a1", "#e594c1", "#f3bb48", "#93d3fa", "#b39bf3", "#cda683", "#c9cf4f", "#ff86ab", "#7fc9c9"];

    private static readonly string[] Phases =
        ["#8a93a0", "#0072b2", "#b8558f", "#d55e00", "#009e73", "#5f45b5", "#dd9500", "#4aa8de"];

    private static readonly string[] PhasesOnDark =
        ["#8a93a0", "#4ba9ea", "#e594c1", "#ff8b4d", "#36c9a1", "#b39bf3", "#f3bb48", "#93d3fa"];

    /// <summary>Style sheet that defines the variables of <see cref="Variable"/> for both themes.</summary>
    public static string StyleSheet { get; } =
        $":root {{ {Define('s', Schemes)} {Define('p', Phases)} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {Define('s', SchemesOnDark)} {Define('p', PhasesOnDark)} }} }}\n";

    /// <summary>Colour of a series on white paper, as <c>#rrggbb</c>.</summary>
    public static string OnPaper(Chart chart, ChartSeries series)
    {
        string[] colors = chart.Group is null ? Schemes : Phases;
        return colors[series.Color % colors.Length];
    }

    /// <summary>Colour of a series in a page, as <c>var(--name)</c>.</summary>
    public static string Variable(Chart chart, ChartSeries series) => string.Create(
        CultureInfo.InvariantCulture, $"var(--{(chart.Group is null ? $"s{series.Color % Schemes.Length}" : $"p{series.Color % Phases.Length}")})");

    /// <summary>Index of a series' dash and symbol. Colours repeat beyond twelve schemes; dash and symbol tell those apart.</summary>
    public static int Style(ChartSeries series) => series.Style + (series.Color / Schemes.Length);

    private static string Define(char prefix, string[] colors) =>
        string.Join(' ', colors.Select((color, i) => string.Create(CultureInfo.InvariantCulture, $"--{prefix}{i}: {color};")));
}
