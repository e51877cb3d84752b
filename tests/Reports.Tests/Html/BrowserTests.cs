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
        int plots = await browser.Page.Locator(".plot").CountAsync();
        int drawn = await browser.Page.Locator(".plot .main-svg .trace").EvaluateAllAsync<int>("all => new Set(all.map(t => t.closest('.plot').id)).size");
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
        Assert.Equal(3, await browser.Page.Locator(".plot .main-svg .scatterlayer").CountAsync());
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
            Cases = [.. run.Cases.Select(c => c with { Scheme = c.Scheme! with { Id = c.SchemeId + Hostile }, MemoryTimeline = c.MemoryTimeline is null ? null : c.MemoryTimeline with { PeakModule = Hostile } })],
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
        Assert.Equal(["fused", "amp_fused"], shown);
    }

    [BrowserFact]
    public async Task A_scheme_is_hidden_in_all_charts_at_once()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())));
        await browser.ChartsDrawn();
        int before = await browser.Page.Locator(".plot .scatterlayer .trace").CountAsync();
        await browser.Page.Locator(".legend button", new() { HasTextString = "zero3" }).ClickAsync();
        await browser.ChartsDrawn();
        Assert.True(await browser.Page.Locator(".plot .scatterlayer .trace").CountAsync() < before);
        Assert.Equal("false", await browser.Page.Locator(".legend button", new() { HasTextString = "zero3" }).GetAttributeAsync("aria-pressed"));
    }

    [BrowserFact]
    public async Task Nothing_is_wider_than_a_phone()
    {
        await using BrowserPage browser = await BrowserPage.Open(HtmlReport.Render(ReportInput.Of(SampleRuns.Typical())), width: 390, height: 844);
        await browser.ChartsDrawn();
        Assert.Equal(390, await browser.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Screenshots_for_the_eye()
    {
        if (Environment.GetEnvironmentVariable("REPORT_SAMPLES") is not { Length: > 0 } folder)
            return;
        foreach (string name in (Environment.GetEnvironmentVariable("REPORT_PAGES") ?? "report").Split(','))
        {
            string html = await File.ReadAllTextAsync(Path.Combine(folder, name + ".html"));
            foreach (int width in new[] { 1280, 390 })
            {
                foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                {
                    await using BrowserPage browser = await BrowserPage.Open(html, width, 900, scheme);
                    await browser.ChartsDrawn();

                    // In slices: a whole page in one picture is too small to judge.
                    int height = await browser.Page.EvaluateAsync<int>("() => document.documentElement.scrollHeight");
                    int slice = width > 640 ? 1400 : 1800;
                    for (int top = 0; top < height; top += slice)
                    {
                        await browser.Page.ScreenshotAsync(new()
                        {
                            Path = Path.Combine(folder, $"{name}-{width}-{scheme}-{top / slice}.png".ToLowerInvariant()),
                            FullPage = true,
                            Clip = new() { X = 0, Y = top, Width = width, Height = Math.Min(slice, height - top) },
                        });
                    }
                }
            }
        }
    }

    private static async Task<double[]> Values(BrowserPage browser, int column) =>
        await browser.Page.Locator($"#case-table tbody tr td:nth-child({column + 1})")
            .EvaluateAllAsync<double[]>("cells => cells.map(c => parseFloat(c.textContent)).filter(v => !Number.isNaN(v))");
}
