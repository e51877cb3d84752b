using System.Globalization;
using System.Text;
using Reports.Charts;
using Reports.Html;
using Reports.Tables;

namespace Reports.History;

/// <summary>A history as an HTML page and as Markdown: each case over commits, with its change points.</summary>
public static class HistoryReport
{
    // More small charts than this make a page slow; the table has every case.
    private const int MaxCharts = 80;
    private const int MaxTicks = 10;

    /// <summary>The page as text.</summary>
    public static string ToHtml(IReadOnlyList<HistoryEntry> entries, IReadOnlyList<string>? problems = null)
    {
        IReadOnlyList<CaseHistory> histories = CaseHistory.Of(entries);
        const string Title = "Training benchmark over commits";
        HtmlPage page = new(Title);
        page.Header($"<header class=\"page\"><p class=\"eyebrow\">YOLOv5 training benchmark</p><h1>{Title}</h1><p class=\"lead\">{HtmlText.Encode(Lead(entries))}</p></header>\n");
        foreach (string problem in problems ?? [])
            page.Body.Append(CultureInfo.InvariantCulture, $"<p class=\"notice\">Left out: {HtmlText.Encode(problem)}</p>\n");

        page.BeginSection("changes", "Changes", "Where the level of a case's median time changed by 3% or more (ED-PELT on the medians, at least four runs on either side).");
        Table changes = Changes(histories);
        if (changes.Rows.Count == 0)
            page.Body.Append("<p>No change was found.</p>\n");
        else
            HtmlTable.Append(page.Body, changes, interactive: true);
        page.EndSection();

        page.BeginSection("cases", "Cases");
        HtmlTable.Append(page.Body, Overview(histories), interactive: true);
        page.EndSection();

        page.BeginSection("charts", "Over commits", "Median iteration time per run with the 5th to 95th percentile; a dotted line marks a change of level.");
        page.Body.Append("<div class=\"charts small\">\n");
        int index = 0;
        foreach (CaseHistory history in histories.OrderByDescending(h => h.ChangePoints.Count > 0).Take(MaxCharts))
            page.Figure(ToChart(history, index++));
        page.Body.Append("</div>\n");
        page.EndSection();
        return page.Render();
    }

    /// <summary>The history as Markdown.</summary>
    public static string ToMarkdown(IReadOnlyList<HistoryEntry> entries)
    {
        IReadOnlyList<CaseHistory> histories = CaseHistory.Of(entries);
        Table changes = Changes(histories);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"## Training benchmark over commits\n\n{MarkdownTable.Escape(Lead(entries))}\n\n### Changes\n\n");
        text.Append(changes.Rows.Count == 0 ? "No change was found.\n" : MarkdownTable.Render(changes));
        return text.Append("\n### Cases\n\n").Append(MarkdownTable.Render(Overview(histories))).ToString();
    }

    /// <summary>Writes the HTML page; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteHtml(IReadOnlyList<HistoryEntry> entries, string path, IReadOnlyList<string>? problems = null) =>
        AtomicFile.WriteText(path, ToHtml(entries, problems), createFolder: true);

    /// <summary>Writes the Markdown; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteMarkdown(IReadOnlyList<HistoryEntry> entries, string path) => AtomicFile.WriteText(path, ToMarkdown(entries), createFolder: true);

    private static string Lead(IReadOnlyList<HistoryEntry> entries) => entries.Count == 0
        ? "The history is empty."
        : string.Create(CultureInfo.InvariantCulture, $"{Figures.Count(entries.Count, "run")} from {entries[0].StartedUtc.UtcDateTime:yyyy-MM-dd} to {entries[^1].StartedUtc.UtcDateTime:yyyy-MM-dd} · {string.Join(", ", entries.Select(e => e.DeviceName).Distinct())}");

    private static Table Changes(IReadOnlyList<CaseHistory> histories) =>
        new TableBuilder<(CaseHistory History, int Index)>([.. histories.SelectMany(h => h.ChangePoints.Select(i => (h, i)))])
            .Text("Case", x => x.History.Name, keep: true)
            .Text("Since commit", x => Commit(x.History.Points[x.Index].Entry), keep: true)
            .Text("Before it", x => Commit(x.History.Points[x.Index - 1].Entry), keep: true)
            .Text("Date", x => Date(x.History.Points[x.Index].Entry), keep: true)
            .Cells(
                new TableColumn { Title = "Change", Numeric = true },
                x => new TableCell(Figures.Change(x.History.StepAt(x.Index)), x.History.StepAt(x.Index), x.History.StepAt(x.Index) > 0 ? CellTone.Bad : CellTone.Good),
                keep: true)
            .Build("history-changes", "Changes");

    private static Table Overview(IReadOnlyList<CaseHistory> histories) => new TableBuilder<CaseHistory>(histories)
        .Text("Case", h => h.Name, keep: true)
        .Number("Runs", null, h => h.Points.Count, decimals: 0)
        .Number("First", "ms", h => h.Points[0].Case.MedianSeconds * 1000)
        .Number("Latest", "ms", h => h.Points[^1].Case.MedianSeconds * 1000)
        .Cells(new TableColumn { Title = "To the run before", Numeric = true }, h => h.Points.Count < 2 ? TableCell.Empty : Change(h.Points[^2].Case.MedianSeconds, h.Points[^1].Case.MedianSeconds))
        .Number("Peak allocated", "MiB", h => h.Points[^1].Case.PeakAllocatedBytes / Figures.MiB, decimals: 0)
        .Number("mAP@0.5", null, h => h.Points[^1].Case.Map50, decimals: 3)
        .Number("Changes", null, h => h.ChangePoints.Count, decimals: 0)
        .Build("history-cases", "Cases");

    private static TableCell Change(double before, double after) => new(Figures.Change((after / before) - 1), (after / before) - 1);

    private static Chart ToChart(CaseHistory history, int index)
    {
        double[] x = [.. Enumerable.Range(0, history.Points.Count).Select(i => (double)i)];
        double[] y = [.. history.Points.Select(p => p.Case.MedianSeconds * 1000)];
        double[] low = [.. history.Points.Select(p => (p.Case.P5Seconds ?? p.Case.MedianSeconds) * 1000)];
        double[] high = [.. history.Points.Select(p => (p.Case.P95Seconds ?? p.Case.MedianSeconds) * 1000)];
        int every = Math.Max(1, (int)Math.Ceiling(x.Length / (double)MaxTicks));
        List<ChartSeries> series =
        [
            new() { Name = "median", Kind = ChartKind.LinesAndPoints, Color = 1, X = x, Y = y, Low = low, High = high, Labels = [.. history.Points.Select(p => $"{Commit(p.Entry)}, {Date(p.Entry)}")] },
        ];
        if (history.ChangePoints.Count > 0)
        {
            series.Add(new ChartSeries
            {
                Name = "change",
                Kind = ChartKind.Verticals,
                X = [.. history.ChangePoints.Select(i => i - 0.5)],
                Y = [.. history.ChangePoints.Select(_ => high.Max())],
                Low = [.. history.ChangePoints.Select(_ => low.Min())],
                High = [.. history.ChangePoints.Select(_ => high.Max())],
            });
        }

        string caption = history.ChangePoints.Count == 0
            ? Figures.Count(history.Points.Count, "run") + ", no change of level."
            : string.Join("; ", history.ChangePoints.Select(i => $"{Figures.Change(history.StepAt(i))} since {Commit(history.Points[i].Entry)}")) + ".";
        return new Chart
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"history-{index}"),
            Group = "history",
            Title = history.Name,
            Caption = caption,
            XTitle = "",
            YTitle = "Median [ms]",
            XTicks = x,
            XTickLabels = [.. history.Points.Select((p, i) => i % every == 0 ? Commit(p.Entry) : "")],
            Series = series,
            Table = new TableBuilder<(HistoryEntry Entry, HistoryCase Case)>(history.Points)
                .Text("Commit", p => Commit(p.Entry), keep: true)
                .Text("Date", p => Date(p.Entry), keep: true)
                .Number("Median", "ms", p => p.Case.MedianSeconds * 1000)
                .Number("Peak allocated", "MiB", p => p.Case.PeakAllocatedBytes / Figures.MiB, decimals: 0)
                .Number("mAP@0.5", null, p => p.Case.Map50, decimals: 3)
                .Build(string.Create(CultureInfo.InvariantCulture, $"history-{index}-table"), history.Name),
        };
    }

    private static string Commit(HistoryEntry entry)
    {
        if (entry.Commit is null)
            return entry.RunId;
        return (entry.Commit.Length > 9 ? entry.Commit[..9] : entry.Commit) + (entry.CommitDirty == true ? "+" : "");
    }

    private static string Date(HistoryEntry entry) => entry.StartedUtc.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
