using System.Globalization;
using System.Text;

namespace Reports.Tables;

/// <summary>Renders tables as aligned plain text for files and terminals.</summary>
public static class TextTable
{
    /// <summary>The table without its heading; <paramref name="detail"/> includes the detail columns.</summary>
    public static string Render(Table table, bool detail = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] shown = [.. Enumerable.Range(0, table.Columns.Count).Where(c => detail || !table.Columns[c].Detail)];
        int[] widths = [.. shown.Select(c => Math.Max(
            Width(table.Columns[c].Heading),
            table.Rows.Count == 0 ? 0 : table.Rows.Max(r => Width(Clean(r[c].FullText)))))];

        StringBuilder text = new();
        AppendLine(text, table, shown, widths, c => table.Columns[c].Heading);
        text.AppendJoin("  ", widths.Select(w => new string('-', w))).Append('\n');
        foreach (IReadOnlyList<TableCell> row in table.Rows)
            AppendLine(text, table, shown, widths, c => Clean(row[c].FullText));
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, Table table, int[] shown, int[] widths, Func<int, string> cell)
    {
        StringBuilder line = new();
        for (int i = 0; i < shown.Length; i++)
        {
            string value = cell(shown[i]);
            string padding = new(' ', widths[i] - Width(value));
            line.Append(table.Columns[shown[i]].Numeric ? padding + value : value + padding);
            if (i < shown.Length - 1)
                line.Append("  ");
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    // A message's line breaks and control characters would break the table (and a terminal would execute them).
    private static string Clean(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
