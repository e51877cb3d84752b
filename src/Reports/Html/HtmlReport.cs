using System.Globalization;
using System.Text;
using Reports.Charts;
using Reports.Claims;
using Reports.Comparison;
using Reports.Model;
using Reports.Tables;

namespace Reports.Html;

/// <summary>The page that a person reviews: one self-contained HTML file that opens offline.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page; the target appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(ReportInput input, string path) => AtomicFile.WriteText(path, Render(input), createFolder: true);

    /// <summary>The page as text.</summary>
    public static string Render(ReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        IReadOnlyList<CaseRow> rows = CaseRow.Of(input.Runs);
        BenchmarkRun first = input.Runs[0];
        string title = input.Runs.Count == 1
            ? $"Training schemes on {first.Environment.DeviceName}"
            : string.Create(CultureInfo.InvariantCulture, $"Training schemes: {input.Runs.Count} runs side by side");
        HtmlPage page = new(title);
        page.Header(Header(title, input));

        AppendRecommendations(page, input);
        page.BeginSection("cases", "Cases", "Ratios are against baseline at the same batch size. Choose a heading to sort; further columns are under Columns.");
        HtmlTable.Append(page.Body, CaseTable.Build(rows) with { Id = "case-table" }, interactive: true);
        page.EndSection();

        AppendCharts(page, rows);
        AppendDifferences(page, input);
        AppendClaims(page, input);
        AppendEnvironment(page, input);
        return page.Render();
    }

    private static string Header(string title, ReportInput input)
    {
        BenchmarkRun run = input.Runs[0];
        StringBuilder html = new();
        html.Append("<header class=\"page\"><p class=\"eyebrow\">YOLOv5 training benchmark</p>");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{HtmlText.Encode(title)}</h1>");
        if (input.Runs.Count == 1)
        {
            Workload work = run.Workload;
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"lead\"><b>{HtmlText.Encode(work.Model)}</b> at <b>{work.Imgsz} px</b> on <b>{HtmlText.Encode(work.Dataset)}</b> · libtorch {HtmlText.Encode(run.Environment.LibtorchVersion)} · {run.StartedUtc.UtcDateTime:yyyy-MM-dd HH:mm} UTC · {Figures.Count(run.Cases.Count, "case")}</p>");
        }
        else
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"lead\">{HtmlText.Encode(string.Join(" · ", input.Runs.Zip(CaseRow.RunNames(input.Runs), (r, n) => n == r.RunId ? r.Label : $"{n}: {r.Label}")))}</p>");
        }

        return html.Append("</header>\n").ToString();
    }

    private static void AppendRecommendations(HtmlPage page, ReportInput input)
    {
        page.BeginSection("recommendation", "Recommendation");
        foreach (BenchmarkRun run in input.Runs)
        {
            if (input.Runs.Count > 1)
                page.Body.Append(CultureInfo.InvariantCulture, $"<h3>{HtmlText.Encode($"{Name(input, run)}: {run.Label}")}</h3>");
            Recommendation recommendation = Recommendation.For(run);
            page.Body.Append(CultureInfo.InvariantCulture, $"<div class=\"answer\"><p class=\"headline\">{HtmlText.Encode(recommendation.Headline)}</p>");
            AppendTiles(page.Body, run, recommendation);
            page.Body.Append("<ul>");
            foreach (string reason in recommendation.Reasons)
                page.Body.Append(CultureInfo.InvariantCulture, $"<li>{HtmlText.Encode(reason)}</li>");
            page.Body.Append("</ul></div>\n");
        }

        page.EndSection();
    }

    private static void AppendTiles(StringBuilder html, BenchmarkRun run, Recommendation recommendation)
    {
        CaseRow? row = CaseRow.Of([run]).FirstOrDefault(r => r.Case.Key == recommendation.Case?.Key);
        if (row is null)
            return;

        html.Append("<dl class=\"tiles\">");
        void Tile(string name, string? value, string? small)
        {
            if (value is not null)
                html.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{HtmlText.Encode(value)}<small>{HtmlText.Encode(small)}</small></dd></div>");
        }

        Tile("Images per second", row.ImagesPerSecond is double rate ? Figures.Short(rate) : null, row.TimeRatio is double t && row.Reference != row ? $"{Figures.Fixed(1 / t, 2)}× baseline" : null);
        Tile("Step", row.MedianSeconds is double s ? Figures.Milliseconds(s) : null, row.Statistics?.Margin95 is double m ? $"± {Figures.Milliseconds(m)} (95%)" : null);
        Tile("Peak allocated", row.Case.PeakAllocatedBytes is long bytes ? Figures.Memory(bytes) : null, row.MemoryRatio is double r && row.Reference != row ? $"{Figures.Fixed(r, 2)} of baseline" : null);
        Tile("mAP@0.5", row.Case.Accuracy is { } a ? Figures.Fixed(a.Map50, 3) : null, row.Reference != row && row.Reference?.Case.Accuracy is { } b ? $"baseline {Figures.Fixed(b.Map50, 3)}" : null);
        html.Append("</dl>");
    }

    private static void AppendCharts(HtmlPage page, IReadOnlyList<CaseRow> rows)
    {
        IReadOnlyList<Chart> charts = RunCharts.Build(rows);
        Chart[] single = [.. charts.Where(c => c.Group is null)];
        if (single.Length > 0)
        {
            page.BeginSection("charts", "Charts");
            AppendLegend(page.Body, single);
            page.Body.Append("<div class=\"charts\">\n");
            foreach (Chart chart in single)
                page.Figure(chart, wide: chart.Id == "distribution");
            page.Body.Append("</div>\n");
            page.EndSection();
        }

        foreach (IGrouping<string, Chart> group in charts.Where(c => c.Group is not null).GroupBy(c => c.Group!))
        {
            page.BeginSection(
                "timeline", group.Key,
                "Allocated bytes while one training step runs, on a shared scale. The table under each chart says what every layer keeps for the backward pass: that is what checkpointing gives back and recomputes.");
            AppendPhases(page.Body, [.. group]);
            page.Body.Append("<div class=\"charts small\">\n");
            foreach (Chart chart in group)
                page.Figure(chart);
            page.Body.Append("</div>\n");
            page.EndSection();
        }
    }

    private static void AppendLegend(StringBuilder html, Chart[] charts)
    {
        html.Append("<div class=\"legend\" role=\"group\" aria-label=\"Schemes shown in the charts\">");
        foreach ((string name, string id, string swatch) in Legend(charts, s => s.Kind != ChartKind.Front))
            html.Append(CultureInfo.InvariantCulture, $"<button type=\"button\" aria-pressed=\"true\" data-series=\"{name}\">{swatch}{name}{id}</button>");
        html.Append("</div>\n");
    }

    private static void AppendPhases(StringBuilder html, Chart[] charts)
    {
        html.Append("<div class=\"legend\">");
        foreach ((string name, _, string swatch) in Legend(charts, s => s.Kind == ChartKind.Area))
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"item\">{swatch}{name}</span>");
        html.Append("</div>\n");
    }

    private static IEnumerable<(string Name, string Id, string Swatch)> Legend(Chart[] charts, Func<ChartSeries, bool> shown) => charts
        .SelectMany(c => c.Series.Where(shown).Select(s => (Series: s, Color: ChartPalette.Variable(c, s))))
        .DistinctBy(x => x.Series.Name).OrderBy(x => x.Series.Color).ThenBy(x => x.Series.Style)
        .Select(x => (HtmlText.Encode(x.Series.Name), HtmlText.Id(x.Series.ShownId), $"<span class=\"swatch\" style=\"background:{x.Color}\"></span>"));

    private static string Name(ReportInput input, BenchmarkRun run) =>
        CaseRow.RunNames(input.Runs)[input.Runs.TakeWhile(r => !ReferenceEquals(r, run)).Count()];

    private static void AppendDifferences(HtmlPage page, ReportInput input)
    {
        foreach ((BenchmarkRun run, RunComparison comparison, int index) in input.Comparisons())
        {
            Table table = ComparisonReport.ToTable(comparison);
            string suffix = index == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{index + 1}");
            page.BeginSection("differences" + suffix, input.Runs.Count == 1 ? table.Title : $"{table.Title}: {Name(input, run)}", table.Caption);
            page.Body.Append(CultureInfo.InvariantCulture, $"<p>{HtmlText.Encode(comparison.Summary)}</p>");
            if (comparison.Cases.Count > 0)
                HtmlTable.Append(page.Body, table with { Id = "comparison-table" + suffix }, interactive: true);
            string[] lines = [.. ComparisonReport.Lines(comparison)];
            if (lines.Length > 0)
                page.Body.Append("<ul class=\"note\">").AppendJoin("", lines.Select(l => $"<li>{HtmlText.Encode(l)}</li>")).Append("</ul>");
            page.EndSection();
        }
    }

    private static void AppendClaims(HtmlPage page, ReportInput input)
    {
        BenchmarkRun[] runs = [.. input.Runs.Where(r => r.Cases.Any(c => c.Scheme is not null))];
        for (int i = 0; i < runs.Length; i++)
        {
            Table table = ClaimTable.Build(ClaimCheck.Evaluate(runs[i]));
            string suffix = i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{i + 1}");
            page.BeginSection("claims" + suffix, runs.Length == 1 ? table.Title : $"Claims: {Name(input, runs[i])}", table.Caption);
            HtmlTable.Append(page.Body, table with { Id = "claim-table" + suffix }, interactive: false);
            page.EndSection();
        }
    }

    private static void AppendEnvironment(HtmlPage page, ReportInput input)
    {
        page.BeginSection("environment", "Where and how");
        foreach (BenchmarkRun run in input.Runs)
        {
            if (input.Runs.Count > 1)
                page.Body.Append(CultureInfo.InvariantCulture, $"<h3>{HtmlText.Encode($"{Name(input, run)}: {run.Label}")}</h3>");
            page.Body.Append("<dl class=\"facts\">");
            foreach ((string name, string value) in RunFacts.Of(run))
            {
                string text = HtmlText.Encode(value);
                page.Body.Append(CultureInfo.InvariantCulture, $"<dt>{HtmlText.Encode(name)}</dt><dd>{(name is "Command" or "Commit" ? $"<code>{text}</code>" : text)}</dd>");
            }

            page.Body.Append("</dl>\n");
        }

        page.EndSection();
    }
}
