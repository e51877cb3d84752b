using System.Globalization;
using System.Text;
using Reports.Charts;

namespace Reports.Html;

/// <summary>The frame of a self-contained page: styles, scripts and data are in it, and nothing is fetched from anywhere.</summary>
internal sealed class HtmlPage(string title)
{
    // Even a text that slipped through unescaped could not reach the network.
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";

    private readonly StringBuilder _body = new();
    private readonly List<(string Id, string Title)> _sections = [];
    private readonly List<Chart> _charts = [];
    private string _header = "";

    public StringBuilder Body => _body;

    /// <summary>Text at the end of the page.</summary>
    public string Footer { get; init; } = "Times are medians unless named otherwise. Memory is what tensors hold at the peak, as the allocator counts it. What was not measured is left empty.";

    public void Header(string html) => _header = html;

    /// <summary>Begins a section that the navigation names; end it with <see cref="EndSection"/>.</summary>
    public void BeginSection(string id, string heading, string? note = null)
    {
        _sections.Add((id, heading));
        _body.Append(CultureInfo.InvariantCulture, $"<section id=\"{id}\" aria-labelledby=\"{id}-heading\"><h2 id=\"{id}-heading\">{HtmlText.Encode(heading)}</h2>\n");
        if (note is not null)
            _body.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{HtmlText.Encode(note)}</p>\n");
    }

    public void EndSection() => _body.Append("</section>\n");

    public void Figure(Chart chart, bool wide = false)
    {
        string title = HtmlText.Encode(chart.Title);
        string caption = HtmlText.Encode(chart.Caption);
        _body.Append(CultureInfo.InvariantCulture, $"<figure{(wide ? " class=\"wide\"" : "")} aria-labelledby=\"title-{chart.Id}\"><h3 id=\"title-{chart.Id}\">{title}</h3><figcaption>{caption}</figcaption>\n");
        _charts.Add(chart);
        _body.Append(CultureInfo.InvariantCulture, $"<div class=\"plot\" id=\"plot-{chart.Id}\" role=\"img\" aria-label=\"Chart: {title}. The table below has its figures.\"></div>\n");
        _body.Append("<details><summary>Figures as a table</summary>");
        HtmlTable.Append(_body, chart.Table);
        _body.Append("</details></figure>\n");
    }

    public string Render()
    {
        StringBuilder html = new(_body.Length + 4_500_000);
        html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\">");
        html.Append(CultureInfo.InvariantCulture, $"<title>{HtmlText.Encode(title)}</title>\n<style>\n{ChartPalette.StyleSheet}{EmbeddedAsset.Text("page.css")}</style></head>\n<body>\n");
        html.Append("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n").Append(_header);
        html.Append("<nav aria-label=\"Sections\"><ul>");
        foreach ((string id, string heading) in _sections)
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{id}\">{HtmlText.Encode(heading)}</a></li>");
        html.Append("</ul></nav>\n<main id=\"content\">\n").Append(_body).Append("</main>\n");
        html.Append(CultureInfo.InvariantCulture, $"<footer>{HtmlText.Encode(Footer)}</footer>\n");
        if (_charts.Count > 0)
        {
            (string script, string licences) = EmbeddedAsset.Plotly;
            html.Append("<script type=\"application/json\" id=\"chart-data\">").Append(ChartFigures.Write(_charts)).Append("</script>\n");
            html.Append("<script>/*\n").Append(licences.Replace("*/", "* /", StringComparison.Ordinal)).Append("*/\n").Append(script).Append("</script>\n");
        }

        html.Append("<script>\n").Append(EmbeddedAsset.Text("page.js")).Append("</script>\n</body></html>\n");
        return html.ToString();
    }
}
