using Microsoft.Playwright;
using Support;

namespace Reports.Tests.Html;

/// <summary>A page opened from a file in headless Chromium, with everything that it complained about.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private BrowserPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Console errors and warnings, uncaught exceptions, and requests that left the file.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<BrowserPage> Open(string html, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = BrowserFactAttribute.Executable,
            Headless = true,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            ],
        });
        IBrowserContext context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        IPage page = await context.NewPageAsync();
        BrowserPage result = new(playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                result.Complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => result.Complaints.Add("exception: " + error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                result.Complaints.Add("request: " + request.Url);
        };

        string path = result._folder.File("page.html");
        await File.WriteAllTextAsync(path, html);
        await page.GotoAsync("file://" + path);
        return result;
    }

    public async Task ChartsDrawn()
    {
        try
        {
            await Page.WaitForSelectorAsync("html[data-charts=drawn]", new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException("The charts were not drawn. " + string.Join("; ", Complaints), exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        _folder.Dispose();
    }
}
