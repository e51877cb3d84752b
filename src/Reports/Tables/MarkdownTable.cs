using System.Text;

namespace Reports.Tables;

/// <summary>Renders tables as GitHub Markdown.</summary>
public static class MarkdownTable
{
    /// <summary>The table without its heading; <paramref name="detail"/> includes the detail columns.</summary>
    public static string Render(Table table, bool detail = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] shown = [.. Enumerable.Range(0, table.Columns.Count).Where(c => detail || !table.Columns[c].Detail)];
        StringBuilder text = new();
        text.Append('|').AppendJoin('|', shown.Select(c => $" {Escape(table.Columns[c].Heading)} ")).Append("|\n");
        text.Append('|').AppendJoin('|', shown.Select(c => table.Columns[c].Numeric ? "---:" : "---")).Append("|\n");
        foreach (IReadOnlyList<TableCell> row in table.Rows)
            text.Append('|').AppendJoin('|', shown.Select(c => $" {Escape(row[c].FullText)} ")).Append("|\n");
        return text.ToString();
    }

    /// <summary>Escapes text for Markdown and the HTML within it, on one line.</summary>
    internal static string Escape(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (char c in text)
        {
            switch (c)
            {
                case '\r' or '\n' or '\t':
                    result.Append(' ');
                    break;
                case '<':
                    result.Append("&lt;");
                    break;
                case '>':
                    result.Append("&gt;");
                    break;
                case '&':
                    result.Append("&amp;");
                    break;
                case '|' or '\\' or '`' or '*' or '[' or ']' or '~':
                    result.Append('\\').Append(c);
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        return result.ToString();
    }
}
