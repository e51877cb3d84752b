using Reports.Json;
using Reports.Model;
using Reports.Tests;
using Support;

namespace Benchmarks.Tests.Commands.History;

public sealed class HistoryCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Runs_are_appended_once_and_a_change_of_level_is_marked()
    {
        string[] runs = [.. Enumerable.Range(0, 12).Select(day => Run(day, day < 6 ? 0.1 : 0.13))];
        (int exitCode, string output) = SuiteProgram.Run(["history", "--folder", _folder.File("history"), "--append", .. runs, runs[0]]);

        Assert.True(exitCode == 0, output);
        Assert.Contains("run-00 is in ", output, StringComparison.Ordinal);
        Assert.Equal(12, File.ReadLines(Directory.GetFiles(_folder.File("history"), "*.jsonl").Single()).Count());
        string markdown = File.ReadAllText(Directory.GetFiles(_folder.File("history"), "*.md").Single());
        Assert.Matches(@"commit06 \| commit05 .* \+(29|30|31)\.\d%", markdown);
        Assert.Contains("over commits", File.ReadAllText(Directory.GetFiles(_folder.File("history"), "*.html").Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_line_is_named_and_the_others_are_used()
    {
        string file = _folder.File("history.jsonl");
        Assert.Equal(0, SuiteProgram.Run("history", "--file", file, "--append", Run(0, 0.1)).ExitCode);
        File.AppendAllText(file, "{\"schema_version\": 1, \"run_");
        (int exitCode, string output) = SuiteProgram.Run("history", "--file", file, "--append", Run(1, 0.1), "--out", _folder.File("pages"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("history.jsonl, line 2", output, StringComparison.Ordinal);
        Assert.Contains("(2 runs)", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("pages/history.html")));
    }

    [Fact]
    public void Nothing_is_appended_where_one_of_the_runs_cannot_be_read()
    {
        (int exitCode, _) = SuiteProgram.Run("history", "--folder", _folder.File("history"), "--append", Run(0, 0.1), _folder.File("absent.json"));

        Assert.Equal(2, exitCode);
        Assert.False(Directory.Exists(_folder.File("history")));
    }

    [Fact]
    public void An_absent_history_is_an_error_that_says_how_to_begin_one()
    {
        (int exitCode, string output) = SuiteProgram.Run("history", "--folder", _folder.File("none"));

        Assert.Equal(2, exitCode);
        Assert.Contains("history --append latest", output, StringComparison.Ordinal);
    }

    private string Run(int day, double seconds)
    {
        BenchmarkRun run = SampleRuns.Run($"run-{day:00}", [SampleRuns.Simple("baseline", 4, SampleRuns.Times(new Random(day), seconds, 15))]);
        string path = _folder.File($"run-{day:00}.json");
        RunJson.Write(run with { StartedUtc = run.StartedUtc.AddDays(day), Environment = run.Environment with { Commit = $"commit{day:00}" } }, path);
        return path;
    }
}
