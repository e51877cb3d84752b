using Reports.Model;
using Reports.Plots;
using Support;

namespace Reports.Tests.Plots;

public class PlotFilesTests
{
    [GnuplotFact]
    public void Every_chart_becomes_a_png_and_a_page_of_the_pdf()
    {
        using TemporaryFolder folder = new();
        string target = Environment.GetEnvironmentVariable("REPORT_SAMPLES") is { Length: > 0 } samples ? Path.Combine(samples, "plots") : folder.File("plots");
        IReadOnlyList<string> files = PlotFiles.Write(ReportInput.Of(SampleRuns.Typical()), target, out string? notice);
        Assert.Null(notice);
        Assert.Equal(17, files.Count);
        Assert.All(files.Where(f => f.EndsWith(".png", StringComparison.Ordinal)), f => Assert.Equal([0x89, 0x50, 0x4e, 0x47], File.ReadAllBytes(f)[..4]));
        Assert.Equal("%PDF"u8.ToArray(), File.ReadAllBytes(files.Single(f => f.EndsWith("plots.pdf", StringComparison.Ordinal)))[..4]);
        Assert.Empty(Directory.GetDirectories(target));
    }

    [GnuplotFact]
    public void Text_from_outside_runs_nothing()
    {
        using TemporaryFolder folder = new();
        string trace = folder.File("trace");
        string hostile = $"'; system 'touch {trace}'\nsystem(\"touch {trace}\")`touch {trace}`";
        BenchmarkRun run = SampleRuns.Typical(iterations: 8);
        run = run with { Cases = [.. run.Cases.Take(6).Select(c => c with { Scheme = c.Scheme! with { Id = hostile + c.SchemeId } })] };
        IReadOnlyList<string> files = PlotFiles.Write(ReportInput.Of(run), folder.File("plots"), out string? notice);
        Assert.Null(notice);
        Assert.NotEmpty(files);
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public void Without_gnuplot_it_says_so()
    {
        using TemporaryFolder folder = new();
        Assert.Empty(PlotFiles.Write(ReportInput.Of(SampleRuns.Typical()), folder.Path, out string? notice, program: folder.File("no-such-gnuplot")));
        Assert.Contains("is not installed", notice, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
