using Microsoft.Playwright;
using Reports.Html;
using Reports.Model;

namespace Reports.Tests.Html;

public class BrowserTests
{
    [BrowserFact]
    public async Task Charts_are_drawn_and_the_console_is_clean()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        await browser.ChartsDrawn();
        int plots = await browser.Page.Locator("div.plot").CountAsync();
        int drawn = await browser.Page.Locator("div.plot .main-svg .trace").EvaluateAllAsync<int>("all => new Set(all.map(t => t.closest('div.plot').id)).size");
        Assert.True(plots >= 8, $"{plots} charts");
        Assert.Equal(plots, drawn);
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task A_history_is_drawn_with_its_changes()
    {
        string html = Reports.History.HistoryReport.ToHtml(Reports.Tests.History.HistoryTests.Entries(40, i => i < 25 ? 0.1 : 0.11, 3));
        await using BrowserPage browser = await BrowserPage.Open(html);
        await browser.ChartsDrawn();
        Assert.Equal(3, await browser.Page.Locator("div.plot .main-svg .scatterlayer").CountAsync());
        Assert.Contains("commit25", await browser.Page.Locator("#history-changes").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Hostile_text_runs_nothing()
    {
        const string Hostile = "<img src=x onerror=\"document.title='broken'\"></script><script>document.title='broken'</script>";
        BenchmarkRun run = SampleRuns.Typical();
        run = run with
        {
            Environment = run.Environment with { DeviceName = Hostile },
            Cases = [.. run.Cases.Select(c => c with { Scheme = c.Scheme! with { Id = c.SchemeId + Hostile, Name = c.SchemeName + Hostile }, MemoryTimeline = c.MemoryTimeline is null ? null : c.MemoryTimeline with { PeakModule = Hostile } })],
        };
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(run)));
        await browser.ChartsDrawn();
        Assert.Contains("Training schemes", await browser.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await browser.Page.Locator("img").CountAsync());
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task A_heading_sorts_up_down_and_back()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        ILocator heading = browser.Page.Locator("#case-table thead th", new() { HasText = "Median" });
        int column = await heading.EvaluateAsync<int>("th => th.cellIndex");
        double[] before = await Values(browser, column);

        // By the keyboard, as everything must work by it.
        await heading.Locator("button").FocusAsync();
        await browser.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await heading.GetAttributeAsync("aria-sort"));
        Assert.Equal(before.Order(), await Values(browser, column));
        await browser.Page.Keyboard.PressAsync("Enter");
        Assert.Equal(before.OrderDescending(), await Values(browser, column));
        await browser.Page.Keyboard.PressAsync("Enter");
        Assert.Equal(before, await Values(browser, column));
    }

    [BrowserFact]
    public async Task Cases_without_a_figure_sort_last_both_ways()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        ILocator button = browser.Page.Locator("#case-table thead th", new() { HasText = "Median" }).Locator("button");
        for (int i = 0; i < 2; i++)
        {
            await button.ClickAsync();
            Assert.Contains("OOM", await browser.Page.Locator("#case-table tbody tr").Last.InnerTextAsync(), StringComparison.Ordinal);
        }
    }

    [BrowserFact]
    public async Task Columns_hide_and_rows_filter()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        ILocator p95 = browser.Page.Locator("#case-table thead th", new() { HasText = "P95" });
        Assert.False(await p95.IsVisibleAsync());
        await browser.Page.Locator("details.columns summary").ClickAsync();
        await browser.Page.GetByLabel("P95").CheckAsync();
        Assert.True(await p95.IsVisibleAsync());

        await browser.Page.GetByLabel("Filter rows").FillAsync("fused 16");
        string[] shown = [.. (await browser.Page.Locator("#case-table tbody tr:visible th").AllInnerTextsAsync()).Distinct()];
        Assert.Equal(["Fused fused", "AMP + fused amp_fused"], shown.Select(name => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
    }

    [BrowserFact]
    public async Task A_scheme_is_hidden_in_all_charts_at_once()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        await browser.ChartsDrawn();
        int before = await browser.Page.Locator("div.plot .scatterlayer .trace").CountAsync();
        await browser.Page.Locator(".legend button", new() { HasTextString = "zero3" }).ClickAsync();
        await browser.ChartsDrawn();
        Assert.True(await browser.Page.Locator("div.plot .scatterlayer .trace").CountAsync() < before);
        Assert.Equal("false", await browser.Page.Locator(".legend button", new() { HasTextString = "zero3" }).GetAttributeAsync("aria-pressed"));
    }

    [BrowserFact]
    public async Task Nothing_is_wider_than_a_phone()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())), width: 390, height: 844);
        await browser.ChartsDrawn();
        Assert.Equal(390, await browser.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));

        // The names stay when a table is scrolled; they leave more than half of the width to the figures.
        Assert.InRange(await browser.Page.Locator("#case-table tbody th").First.EvaluateAsync<int>("th => th.offsetWidth"), 60, 178);
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Charts_take_the_colours_of_the_theme_when_it_changes()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        await browser.ChartsDrawn();
        string light = await Look(browser);
        await browser.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await browser.Page.WaitForFunctionAsync("() => document.documentElement.dataset.charts === 'drawn' && getComputedStyle(document.querySelector('#plot-loss .xtick text')).fill !== 'rgb(90, 100, 114)'");
        string dark = await Look(browser);
        Assert.Equal("line rgb(77, 84, 94), ticks rgb(90, 100, 114)", light);
        Assert.Equal("line rgb(185, 192, 202), ticks rgb(155, 166, 179)", dark);
        Assert.Empty(browser.Complaints);

        static Task<string> Look(BrowserPage browser) => browser.Page.EvaluateAsync<string>(
            "() => { const of = (selector) => getComputedStyle(document.querySelector('#plot-loss ' + selector)); return `line ${of('.js-line').stroke}, ticks ${of('.xtick text').fill}`; }");
    }

    [BrowserFact]
    public async Task Names_under_a_chart_do_not_run_into_each_other()
    {
        foreach (int width in new[] { 1280, 390 })
        {
            await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())), width);
            await browser.ChartsDrawn();
            foreach (string id in new[] { "accuracy", "distribution", "time-by-batch" })
            {
                // Places of text that stands aslant are compared along its direction's normal.
                double[][] labels = await browser.Page.Locator($"#plot-{id} .xtick text").EvaluateAllAsync<double[][]>(
                    "all => all.map(t => { const m = t.getScreenCTM(), b = t.getBBox(); return [Math.atan2(m.b, m.a), m.e + b.x * m.a + b.y * m.c, m.f + b.x * m.b + b.y * m.d, b.width, b.height]; })");
                Assert.True(labels.Length >= 4, $"{labels.Length} labels under {id}");
                for (int i = 1; i < labels.Length; i++)
                {
                    (double angle, double dx, double dy) = (labels[i][0], labels[i][1] - labels[i - 1][1], labels[i][2] - labels[i - 1][2]);
                    double along = (dx * Math.Cos(angle)) + (dy * Math.Sin(angle));
                    double across = Math.Abs((dy * Math.Cos(angle)) - (dx * Math.Sin(angle)));
                    Assert.True(along > labels[i - 1][3] - 1 || across > 0.7 * labels[i][4], $"{id} at {width} px: labels {i - 1} and {i} overlap");
                }
            }
        }
    }

    [BrowserFact]
    public async Task On_paper_the_navigation_goes_and_charts_and_tables_stay()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        await browser.ChartsDrawn();
        await browser.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await browser.Page.Locator("nav").IsVisibleAsync());
        Assert.True(await browser.Page.Locator("#plot-trade-off .main-svg").First.IsVisibleAsync());
        Assert.True(await browser.Page.Locator("#case-table").IsVisibleAsync());
    }

    private static async Task<double[]> Values(BrowserPage browser, int column) =>
        await browser.Page.Locator($"#case-table tbody tr td:nth-child({column + 1})")
            .EvaluateAllAsync<double[]>("cells => cells.map(c => parseFloat(c.textContent)).filter(v => !Number.isNaN(v))");
}
