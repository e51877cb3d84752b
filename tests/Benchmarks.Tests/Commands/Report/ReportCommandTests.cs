using Reports.Json;
using Reports.Model;
using Reports.Tests;
using Support;

namespace Benchmarks.Tests.Commands.Report;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_runs_folder_gets_every_form_and_keeps_its_JSON_as_it_is()
    {
        string json = Run("first");
        File.WriteAllText(json, File.ReadAllText(json).Replace("\"run_id\"", "\"field_of_a_later_version\": 1, \"run_id\"", StringComparison.Ordinal));
        string before = File.ReadAllText(json);
        (int exitCode, string output) = SuiteProgram.Run("report", _folder.File("first"), "--no-plots");

        Assert.True(exitCode == 0, output);
        foreach (string name in new[] { "report.html", "report.md", "cases.csv", "iterations.csv", "comparison_report.txt", "results.json", "github-times.json", "github-memory.json", "github-map.json" })
            Assert.True(File.Exists(Path.Combine(_folder.File("first"), name)), name);
        Assert.Equal(before, File.ReadAllText(json));
    }

    [Fact]
    public void Several_runs_stand_side_by_side_in_a_folder_of_choice()
    {
        string first = Run("first"), second = Run("second");
        (int exitCode, string output) = SuiteProgram.Run("report", first, _folder.File("second"), first, "--out", _folder.File("both"), "--baseline", second, "--no-plots");

        Assert.True(exitCode == 0, output);
        string page = File.ReadAllText(_folder.File("both/report.html"));
        Assert.Contains("2 runs side by side", page, StringComparison.Ordinal);
        Assert.Contains("Differences from the baseline", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_cannot_be_written_is_exit_code_2_and_the_others_are_there()
    {
        string json = Run("first");
        Directory.CreateDirectory(_folder.File("out/report.html"));
        (int exitCode, string output) = SuiteProgram.Run("report", json, "--out", _folder.File("out"), "--no-plots");

        Assert.Equal(2, exitCode);
        Assert.Contains("report.html cannot be written", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("out/cases.csv")));
    }

    [Theory]
    [InlineData("absent", "there is no such file")]
    [InlineData(".", "holds no run.json")]
    public void A_file_that_is_not_a_run_is_an_error_of_one_line(string name, string said)
    {
        (int exitCode, string output) = SuiteProgram.Run("report", _folder.File(name));

        Assert.Equal(2, exitCode);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("a b")]
    [InlineData(".hidden")]
    public void A_baseline_has_a_plain_name(string name)
    {
        (int exitCode, string output) = SuiteProgram.Run("report", Run("first"), "--as-baseline", name);

        Assert.Equal(2, exitCode);
        Assert.Contains("a name of letters", output, StringComparison.Ordinal);
    }

    private string Run(string name)
    {
        string path = _folder.File(Path.Combine(name, "run.json"));
        RunJson.Write(SampleRuns.Run(name, [SampleRuns.Simple("baseline", 4, SampleRuns.Times(new Random(1), 0.1, 15), 100_000_000, 0.46)]), path);
        return path;
    }
}
