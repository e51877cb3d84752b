using Reports.Json;
using Support;

namespace Reports.Tests;

public class ReportFilesTests
{
    [Fact]
    public void A_folder_gets_every_form_and_the_json_makes_them_again()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> files = ReportFiles.Write(ReportInput.Of(SampleRuns.Typical()), folder.File("first"), plots: false, out _);
        Assert.Equal(
            ["run.json", "cases.csv", "iterations.csv", "report.html", "report.md", "comparison_report.txt", "results.json", "github-times.json", "github-memory.json", "github-map.json"],
            files.Select(Path.GetFileName));
        IReadOnlyList<string> again = ReportFiles.Write(ReportInput.Of(RunJson.Read(files[0])), folder.File("second"), plots: false, out _);
        foreach ((string a, string b) in files.Zip(again))
            Assert.Equal(File.ReadAllText(a), File.ReadAllText(b));
    }

    [Fact]
    public void Several_runs_stand_side_by_side_with_their_differences()
    {
        using TemporaryFolder folder = new();
        ReportInput input = new() { Runs = [SampleRuns.Typical(1, "first"), SampleRuns.Typical(2, "second")], Baseline = SampleRuns.Typical(1, "first") };
        IReadOnlyList<string> files = ReportFiles.Write(input, folder.Path, plots: false, out _);
        Assert.Contains("run-2.json", files.Select(Path.GetFileName));
        Assert.Contains("Differences from the baseline", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
        Assert.Contains("first", File.ReadAllText(folder.File("comparison_report.txt")), StringComparison.Ordinal);
    }
}
