using System.Globalization;
using System.Text;
using Reports.Tables;

namespace Reports.Html;

/// <summary>Renders a <see cref="Table"/> as HTML; the interactive form sorts, filters and hides columns.</summary>
internal static class HtmlTable
{
    // Longer tables scroll within a frame, under a heading that stays.
    private const int TallRows = 30;

    // Cells longer than this may break their line.
    private const int LongText = 40;

    public static void Append(StringBuilder html, Table table, bool interactive = false)
    {
        if (interactive)
            AppendTools(html, table);

        string tall = table.Rows.Count > TallRows ? " tall" : "";
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll{tall}\" tabindex=\"0\" role=\"region\" aria-label=\"{HtmlText.Encode(table.Title)}\">");
        html.Append(CultureInfo.InvariantCulture, $"<table id=\"{HtmlText.Encode(table.Id)}\"{(interactive ? " class=\"interactive\"" : "")}><thead><tr>");
        foreach (TableColumn column in table.Columns)
        {
            string title = HtmlText.Encode(column.Title);
            string unit = column.Unit is null ? "" : $"<span class=\"unit\">{HtmlText.Encode(column.Unit)}</span>";
            string help = column.Help is null ? "" : $" title=\"{HtmlText.Encode(column.Help)}\"";
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{(column.Numeric ? " class=\"n\"" : "")}{(interactive ? " aria-sort=\"none\"" : "")}{help}>");
            html.Append(interactive ? $"<button type=\"button\">{title}{unit}</button>" : title + unit).Append("</th>");
        }

        html.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<TableCell> row in table.Rows)
        {
            html.Append("<tr>");
            for (int i = 0; i < row.Count; i++)
                AppendCell(html, table.Columns[i], row[i], header: i == 0);
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static void AppendCell(StringBuilder html, TableColumn column, TableCell cell, bool header)
    {
        List<string> classes = [];
        if (column.Numeric)
            classes.Add("n");
        if (cell.Tone != CellTone.Plain && cell.Text.Length > 0)
        {
            classes.Add(cell.Tone switch
            {
                CellTone.Good => "good",
                CellTone.Bad => "bad",
                CellTone.Warning => "warn",
                _ => "muted",
            });
        }

        if (cell.Text.Length > LongText)
            classes.Add("wrap");

        html.Append(header ? "<th scope=\"row\"" : "<td");
        if (classes.Count > 0)
            html.Append(" class=\"").AppendJoin(' ', classes).Append('"');

        // The shown text sorts by itself unless it was rounded or decorated.
        if (cell.Sort is double sort && double.IsFinite(sort) && !IsPlainNumber(cell.Text))
            html.Append(CultureInfo.InvariantCulture, $" data-v=\"{sort:R}\"");
        html.Append('>').Append(HtmlText.Encode(cell.Text)).Append(HtmlText.Id(cell.Beside)).Append(header ? "</th>" : "</td>");
    }

    private static bool IsPlainNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static void AppendTools(StringBuilder html, Table table)
    {
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"tools\" data-tools=\"{HtmlText.Encode(table.Id)}\" hidden>");
        html.Append("<input type=\"search\" placeholder=\"Filter rows\" aria-label=\"Filter rows\">");
        html.Append("<details class=\"columns\"><summary>Columns</summary><fieldset aria-label=\"Columns shown\">");
        for (int i = 1; i < table.Columns.Count; i++)
        {
            TableColumn column = table.Columns[i];
            html.Append(CultureInfo.InvariantCulture, $"<label><input type=\"checkbox\" value=\"{i}\"{(column.Detail ? "" : " checked")}>{HtmlText.Encode(column.Title)}</label>");
        }

        html.Append("</fieldset></details><span class=\"count\" role=\"status\"></span></div>\n");
    }
}
