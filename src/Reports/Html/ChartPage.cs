using System.Globalization;
using Reports.Charts;
using Reports.Tables;

namespace Reports.Html;

/// <summary>A self-contained page of charts and tables that opens offline.</summary>
public sealed record ChartPage
{
    /// <summary>Kind of page, above the title.</summary>
    public required string Eyebrow { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>The most important figures, in one sentence.</summary>
    public required string Lead { get; init; }

    /// <summary>The charts.</summary>
    public required IReadOnlyList<Chart> Charts { get; init; }

    /// <summary>Tables that stand before the charts; they can be sorted and filtered.</summary>
    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>Text at the end.</summary>
    public required string Footer { get; init; }

    /// <summary>Writes the page; the target appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, Render(), createFolder: true);

    /// <summary>The page as text.</summary>
    public string Render()
    {
        HtmlPage page = new(Title) { Footer = Footer };
        page.Header(string.Create(CultureInfo.InvariantCulture,
            $"<header class=\"page\"><p class=\"eyebrow\">{HtmlText.Encode(Eyebrow)}</p><h1>{HtmlText.Encode(Title)}</h1><p class=\"lead\">{HtmlText.Encode(Lead)}</p></header>\n"));
        foreach (Table table in Tables)
        {
            page.BeginSection(table.Id, table.Title, table.Caption);
            HtmlTable.Append(page.Body, table with { Id = table.Id + "-table" }, interactive: true);
            page.EndSection();
        }

        page.BeginSection("charts", "Charts");
        page.Body.Append("<div class=\"charts\">\n");
        foreach (Chart chart in Charts)
            page.Figure(chart);
        page.Body.Append("</div>\n");
        page.EndSection();
        return page.Render();
    }
}
