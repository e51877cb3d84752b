using Reports.Json;
using Reports.Model;
using Support;

namespace Reports.Tests;

public class ReportFilesTests
{
    private static readonly ReportForms NoPlots = new() { Plots = false };

    [Fact]
    public void A_folder_gets_every_form_and_the_json_makes_them_again()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> files = ReportFiles.Write(ReportInput.Of(SampleRuns.Typical()), folder.File("first"), NoPlots).Files;
        Assert.Equal(
            ["run.json", "cases.csv", "iterations.csv", "report.html", "report.md", "comparison_report.txt", "results.json", "github-times.json", "github-memory.json", "github-map.json"],
            files.Select(Path.GetFileName));
        IReadOnlyList<string> again = ReportFiles.Write(ReportInput.Of(RunJson.Read(files[0])), folder.File("second"), NoPlots).Files;
        foreach ((string a, string b) in files.Zip(again))
            Assert.Equal(File.ReadAllText(a), File.ReadAllText(b));
    }

    [Fact]
    public void Several_runs_stand_side_by_side_with_their_differences()
    {
        using TemporaryFolder folder = new();
        ReportInput input = new() { Runs = [SampleRuns.Typical(1, "first"), SampleRuns.Typical(2, "second")], Baseline = SampleRuns.Typical(1, "first") };
        IReadOnlyList<string> files = ReportFiles.Write(input, folder.Path, NoPlots).Files;
        Assert.Contains("run-2.json", files.Select(Path.GetFileName));
        Assert.Contains("Differences from the baseline", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
        Assert.Contains("first", File.ReadAllText(folder.File("comparison_report.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_cannot_be_written_is_named_and_the_others_are_there()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("report.html"));
        WrittenReport report = ReportFiles.Write(ReportInput.Of(SampleRuns.Typical()), folder.Path, NoPlots);
        Assert.Contains("report.html", Assert.Single(report.Failures), StringComparison.Ordinal);
        Assert.Equal(9, report.Files.Count);
        Assert.All(report.Files, file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public void An_export_without_a_single_entry_is_left_out()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("github-map.json"), "from an earlier report");
        BenchmarkRun run = SampleRuns.Run("none", [SampleRuns.Simple("baseline", 8, [0.1], peak: 1000)]);
        string?[] names = [.. ReportFiles.Write(ReportInput.Of(run), folder.Path, NoPlots).Files.Select(Path.GetFileName)];
        Assert.Contains("github-memory.json", names);
        Assert.DoesNotContain("github-map.json", names);
        Assert.False(File.Exists(folder.File("github-map.json")));
    }
}
