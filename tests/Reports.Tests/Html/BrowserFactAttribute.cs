using System.Runtime.CompilerServices;

namespace Reports.Tests.Html;

/// <summary>A test that opens pages in Chromium; skipped by name where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (Executable is null)
            Skip = "needs chromium (apt-get install chromium)";
    }

    public static string? Executable { get; } = new[] { "chromium", "chromium-browser", "google-chrome", "google-chrome-stable" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
