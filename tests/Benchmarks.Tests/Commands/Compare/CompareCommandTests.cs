using System.Text.Json;
using Reports.Json;
using Reports.Model;
using Reports.Tests;
using Support;

namespace Benchmarks.Tests.Commands.Compare;

/// <summary>Output and exit code of the regression gate, as CI sees them.</summary>
public sealed class CompareCommandTests(ITestOutputHelper log) : IDisposable
{
    private static readonly BenchmarkRun Before = SampleRuns.Run("before",
    [
        SampleRuns.Simple("baseline", 4, SampleRuns.Times(new Random(1), 0.1, 15), 100_000_000, 0.46) with { IterationsPerProcess = [5, 5, 5] },
        SampleRuns.Simple("mixed_precision", 4, SampleRuns.Times(new Random(2), 0.07, 15), 60_000_000, 0.45) with { IterationsPerProcess = [5, 5, 5] },
    ]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Equal_runs_are_fine()
    {
        (int exitCode, string output) = Compare(Before with { RunId = "after" }, "--drift", "0", "--threshold", "20%");

        Assert.Equal(0, exitCode);
        Assert.Contains("= same", output, StringComparison.Ordinal);
        Assert.EndsWith("No regression: 2 cases compared.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slower_run_is_a_regression_with_its_interval()
    {
        (int exitCode, string output) = Compare(Before with { Cases = [Slower(Before.Cases[0], 1.2), Before.Cases[1]] }, "--drift", "0");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"\+20\.0% \[\+\d+\.\d%, \+\d+\.\d%\]  ▲ slower", output);
        Assert.EndsWith("1 case regressed: 2 cases compared.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_machine_may_change_by_itself_is_too_noisy_unless_it_is_said_to_be_less()
    {
        BenchmarkRun slower = Before with { Cases = [Slower(Before.Cases[0], 1.2), Before.Cases[1]] };
        (int exitCode, string output) = Compare(slower);

        Assert.Equal(0, exitCode);
        Assert.Matches(@"\? too noisy to tell at 5\.0%, only from 4\d\.\d% on: use versus", output);
        Assert.Equal(1, Compare(slower, "--drift", "2%").ExitCode);
        Assert.Equal(2, Compare(slower, "--drift", "-1%").ExitCode);
    }

    [Fact]
    public void Runs_in_turn_are_compared_iteration_by_iteration()
    {
        // The machine halves its speed in the middle of both.
        BenchmarkRun Halved(BenchmarkRun run) => run with
        {
            Cases = [.. run.Cases.Select(c => c with { IterationTimesSeconds = [.. c.IterationTimesSeconds.Select((t, i) => i < 8 ? t : t * 2)] })],
        };
        BenchmarkRun before = Halved(Before), slower = Halved(Before with { Cases = [Slower(Before.Cases[0], 1.08), Before.Cases[1]] });
        (int exitCode, string output) = Compare(slower with { InTurnWith = before.RunId, RunId = "after" }, before with { InTurnWith = "after" });

        Assert.Equal(1, exitCode);
        Assert.Contains("▲ slower", output, StringComparison.Ordinal);
        Assert.DoesNotContain("one after the other", output, StringComparison.Ordinal);
        Assert.Equal(0, Compare(slower, before).ExitCode);
    }

    [Fact]
    public void Slower_runs_that_were_not_in_turn_come_with_a_note()
    {
        Assert.Contains("versus COMMIT", Compare(Before with { Cases = [Slower(Before.Cases[0], 1.7)] }).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("40%", 0)]
    [InlineData("0.4", 0)]
    [InlineData("5%", 1)]
    public void The_threshold_is_the_users(string threshold, int expected)
    {
        Assert.Equal(expected, Compare(Before with { Cases = [Slower(Before.Cases[0], 1.2)] }, "--threshold", threshold, "--drift", "0", "--allow-missing").ExitCode);
    }

    [Fact]
    public void More_memory_and_less_accuracy_are_regressions_by_their_own_thresholds()
    {
        CaseResult item = Before.Cases[0];
        BenchmarkRun memory = Before with { Cases = [item with { PeakAllocatedBytes = 102_000_000 }] };
        BenchmarkRun map = Before with { Cases = [item with { Accuracy = new AccuracyResult { Map50 = 0.43 } }] };

        Assert.Equal(1, Compare(memory, "--allow-missing").ExitCode);
        Assert.Equal(0, Compare(memory, "--allow-missing", "--memory-threshold", "3%").ExitCode);
        Assert.Equal(1, Compare(map, "--allow-missing").ExitCode);
        Assert.Equal(0, Compare(map, "--allow-missing", "--map-threshold", "0.05").ExitCode);
    }

    [Fact]
    public void A_missing_case_is_a_hole_and_named_unless_it_is_allowed()
    {
        (int exitCode, string output) = Compare(Before with { Cases = [Before.Cases[1]] });

        Assert.Equal(2, exitCode);
        Assert.Contains("Hole: TrainingStepBenchmarks.baseline(baseline, batch 4): the current run does not have this case", output, StringComparison.Ordinal);
        Assert.EndsWith("Incomplete: 1 case compared; 1 undecided; 1 hole.\n", output, StringComparison.Ordinal);
        Assert.Equal(0, Compare(Before with { Cases = [Before.Cases[1]] }, "--allow-missing").ExitCode);
        Assert.Contains("Missing now: TrainingStepBenchmarks.baseline(baseline, batch 4)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_device_is_not_comparable_unless_forced()
    {
        BenchmarkRun other = Before with { RunId = "other", Environment = Before.Environment with { DeviceName = "Another GPU" } };
        (int exitCode, string output) = Compare(other);

        Assert.Equal(2, exitCode);
        Assert.Contains("Differs: environment.device_name: NVIDIA Sample 24GB -> Another GPU (prevents a comparison)", output, StringComparison.Ordinal);
        Assert.Contains("Not comparable", output, StringComparison.Ordinal);
        Assert.Equal(0, Compare(other, "--force").ExitCode);
    }

    [Fact]
    public void A_run_of_one_process_is_too_noisy_whatever_its_times()
    {
        (int exitCode, string output) = Compare(Before with { Cases = [.. Before.Cases.Select(c => Slower(c, 3) with { IterationsPerProcess = null })] });

        Assert.Equal(0, exitCode);
        Assert.Contains("? too noisy to tell at 5.0% (3 and 1 processes): use versus", output, StringComparison.Ordinal);
        Assert.EndsWith("; 2 undecided.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_with_itself_is_no_comparison()
    {
        (int exitCode, string output) = Compare(Before);

        Assert.Equal(2, exitCode);
        Assert.Contains("both are the same run", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("truncated", "is not the complete JSON of a run")]
    [InlineData("empty", "is empty")]
    [InlineData("newer", "was written by a newer version of this suite (schema 99; this one reads up to 1)")]
    [InlineData("absent", "there is no such file")]
    [InlineData("binary", "is not a text in UTF-8")]
    [InlineData("other", "the key 'schema_version' is missing")]
    public void A_file_that_cannot_be_read_is_exit_code_2_and_one_line(string kind, string said)
    {
        string json = RunJson.ToJson(Before);
        string file = _folder.File(kind + ".json");
        if (kind != "absent")
        {
            File.WriteAllBytes(file, kind switch
            {
                "truncated" => System.Text.Encoding.UTF8.GetBytes(json[..(json.Length / 2)]),
                "empty" => [],
                "newer" => System.Text.Encoding.UTF8.GetBytes(json.Replace("\"schema_version\": 1", "\"schema_version\": 99", StringComparison.Ordinal)),
                "binary" => [0x7b, 0x80, 0x00],
                _ => "{}"u8.ToArray(),
            });
        }

        (int exitCode, string output) = Run("--baseline", Write(Before), "--current", file);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Contains(file, output, StringComparison.Ordinal);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("--threshold", "much")]
    [InlineData("--threshold", "5")]
    [InlineData("--memory-threshold", "-1%")]
    [InlineData("--map-threshold", "NaN")]
    [InlineData("--thresold", "5%")]
    public void A_mistake_on_the_command_line_is_never_taken_for_a_regression(string option, string value)
    {
        (int exitCode, string output) = Compare(Before, option, value);

        Assert.Equal(2, exitCode);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Markdown_and_JSON_are_written_beside_the_text()
    {
        (int exitCode, _) = Compare(
            Before with { Cases = [Slower(Before.Cases[0], 1.8)] }, "--markdown", _folder.File("made/comparison.md"), "--json", _folder.File("made/comparison.json"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("## ❌ 1 case regressed", File.ReadAllText(_folder.File("made/comparison.md")), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("made/comparison.json")));
        Assert.Equal("regressed", json.RootElement.GetProperty("cases")[0].GetProperty("time").GetProperty("verdict").GetString());
    }

    private static CaseResult Slower(CaseResult item, double factor) => item with { IterationTimesSeconds = [.. item.IterationTimesSeconds.Select(t => t * factor)] };

    private (int ExitCode, string Output) Compare(BenchmarkRun after, params string[] options) => Compare(after, Before, options);

    private (int ExitCode, string Output) Compare(BenchmarkRun after, BenchmarkRun before, params string[] options) =>
        Run(["--baseline", Write(before), "--current", Write(after, "after"), .. options]);

    private string Write(BenchmarkRun run, string name = "before")
    {
        string path = _folder.File(name + ".json");
        RunJson.Write(run, path);
        return path;
    }

    private (int ExitCode, string Output) Run(params string[] arguments)
    {
        (int exitCode, string output) = SuiteProgram.Run(["compare", .. arguments]);
        log.WriteLine($"exit code {exitCode}\n{output}");
        return (exitCode, output);
    }
}
