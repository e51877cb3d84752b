using System.Globalization;
using System.Text;
using Reports.Model;
using Reports.Tables;

namespace Reports.Text;

/// <summary>A sweep as plain text or Markdown.</summary>
public static class SweepReport
{
    /// <summary>The tables of all series and the summary, for a terminal.</summary>
    public static string ToText(SweepResult sweep) => Render(sweep, table => $"{table.Title}\n{Line(table)}{TextTable.Render(table)}\n");

    /// <summary>The same as Markdown.</summary>
    public static string ToMarkdown(SweepResult sweep) => Render(
        sweep, table => $"### {MarkdownTable.Escape(table.Title)}\n\n{MarkdownTable.Escape(Line(table))}\n{MarkdownTable.Render(table)}\n");

    private static string Line(Table table) => table.Caption is null ? "" : table.Caption + "\n";

    private static string Render(SweepResult sweep, Func<Table, string> render)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        StringBuilder text = new();
        foreach (SweepSeries series in sweep.Series)
            text.Append(CultureInfo.InvariantCulture, $"{render(SweepTable.Probes(sweep, series))}");
        return text.Append(render(SweepTable.Summary(sweep))).ToString();
    }
}
