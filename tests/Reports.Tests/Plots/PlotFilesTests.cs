using System.Text;
using System.Text.RegularExpressions;
using Reports.Model;
using Reports.Plots;
using Reports.Tests.Html;
using SkiaSharp;
using Support;

namespace Reports.Tests.Plots;

public class PlotFilesTests
{
    [Fact]
    public void Every_chart_becomes_a_png_and_a_page_of_the_pdf()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> files = PlotFiles.Write(ReportInput.Of(SampleRuns.Typical()), folder.File("plots"), out string? notice);
        Assert.Null(notice);
        Assert.Equal(17, files.Count);
        Assert.Equal(files.Order(), Directory.GetFileSystemEntries(folder.File("plots")).Order());
        foreach (string file in files.Where(f => f.EndsWith(".png", StringComparison.Ordinal)))
        {
            using SKBitmap picture = SKBitmap.Decode(file);
            Assert.Equal((1350, 810), (picture.Width, picture.Height));
        }

        string pdf = Encoding.Latin1.GetString(File.ReadAllBytes(files.Single(f => f.EndsWith("plots.pdf", StringComparison.Ordinal))));
        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        Assert.Equal(16, Regex.Count(pdf, @"/Type\s*/Page\b"));
    }

    [Fact]
    public void Labels_are_drawn_with_the_font_that_comes_along()
    {
        using TemporaryFolder folder = new();
        Assert.Equal("Inter", PlotFont.For(["mAP@0.5 by scheme [%] × ± Größe µs Ωмега"], out string missing));
        Assert.Equal("", missing);
        IReadOnlyList<string> files = PlotFiles.Write(ReportInput.Of(SampleRuns.Typical()), folder.Path, out _);
        foreach (string file in files.Where(f => f.EndsWith(".png", StringComparison.Ordinal)))
        {
            // The title is the only thing that stands in the uppermost twentieth.
            using SKBitmap picture = SKBitmap.Decode(file);
            int dark = picture.Pixels.Take(picture.Width * picture.Height / 20).Count(p => p.Red < 128);
            Assert.True(dark > 200, $"{file}: {dark} dark pixels in the title");
        }
    }

    [Fact]
    public void Characters_that_no_font_has_are_named_once()
    {
        using TemporaryFolder folder = new();
        const string Unassigned = "\U000F1234";
        BenchmarkRun run = Renamed(id => id + Unassigned);
        IReadOnlyList<string> files = PlotFiles.Write(ReportInput.Of(run), folder.Path, out string? notice);
        Assert.NotEmpty(files);
        Assert.Equal(1, Regex.Count(notice!, Unassigned));
        Assert.Contains("apt-get install", notice, StringComparison.Ordinal);
        Assert.Contains(folder.Path, notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_outside_breaks_no_plot()
    {
        using TemporaryFolder folder = new();
        string[] hostile = ["", "a\r\nb\0c\t", new string('w', 500), "{0} %s \\frac ' \" <b>", "\ud800 alone", "../../x"];
        int next = 0;
        IReadOnlyList<string> files = PlotFiles.Write(ReportInput.Of(Renamed(id => hostile[next++ % hostile.Length] + id)), folder.File("plots"), out _);
        Assert.Equal(files.Order(), Directory.GetFileSystemEntries(folder.File("plots")).Order());
        Assert.All(files, f => Assert.True(new FileInfo(f).Length > 1000, f));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("plots"), "a file");
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => PlotFiles.Write(ReportInput.Of(SampleRuns.Typical(iterations: 4)), folder.File("plots"), out _));
        Assert.Contains(folder.File("plots"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_cases_are_drawn() =>
        Assert.NotEmpty(Draw(HtmlReportTests.Large()));

    private static IReadOnlyList<string> Draw(BenchmarkRun run)
    {
        using TemporaryFolder folder = new();
        return PlotFiles.Write(ReportInput.Of(run), folder.Path, out _);
    }

    private static BenchmarkRun Renamed(Func<string, string> rename)
    {
        BenchmarkRun run = SampleRuns.Typical(iterations: 8);
        return run with { Cases = [.. run.Cases.Take(12).Select(c => c with { Scheme = c.Scheme! with { Id = rename(c.Scheme.Id), Name = null } })] };
    }
}
