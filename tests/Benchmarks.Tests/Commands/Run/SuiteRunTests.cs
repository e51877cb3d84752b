using System.Text.Json;
using Reports.Json;
using Reports.Model;
using Support;

namespace Benchmarks.Tests.Commands.Run;

/// <summary>The program as a user runs it, with cases in its own process and everything as small as it goes.</summary>
public class SuiteRunTests
{
    [Fact]
    public void A_run_measures_every_case_and_one_that_runs_out_of_memory_does_not_stop_it()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output) = SuiteProgram.Run(
            "--filter", "*Baseline*", "--device", "cpu", "--imgsz", "64", "--batch", "1,512", "--no-accuracy", "--inProcess",
            "--warmupCount", "1", "--iterationCount", "3", "--memory-budget", "400MiB", "--artifacts", folder.Path);

        Assert.True(exitCode == 0, output);
        string run = Directory.GetFiles(folder.Path, "run.json", SearchOption.AllDirectories).Single();
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(run)!, "report.html")), output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(run));
        JsonElement[] cases = [.. json.RootElement.GetProperty("cases").EnumerateArray()];
        Assert.Equal(["ok", "oom"], cases.Select(each => each.GetProperty("status").GetString()));
        Assert.Equal(3, cases[0].GetProperty("iteration_times_seconds").GetArrayLength());
        Assert.InRange(cases[0].GetProperty("peak_allocated_bytes").GetInt64(), 10_000_000, 400 << 20);
        JsonElement timeline = cases[0].GetProperty("memory_timeline");
        Assert.Equal(cases[0].GetProperty("peak_allocated_bytes").GetInt64(), timeline.GetProperty("points").EnumerateArray().Max(point => point.GetProperty("allocated_bytes").GetInt64()));
        Assert.Equal(25, timeline.GetProperty("activations").GetArrayLength());
        Assert.Contains("out of memory", cases[1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("OOM", output, StringComparison.Ordinal);
        Assert.Contains("OOM", File.ReadAllText(Directory.GetFiles(folder.Path, "*.log", SearchOption.AllDirectories).Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_run_in_fresh_processes_in_rounds_with_the_baseline_beside_what_the_filter_selects()
    {
        using TemporaryFolder folder = new();
        (BenchmarkRun run, string[] processes) = InTwoRounds(folder, "*.AmpFused(BatchSize: 1)");

        Assert.Equal(["1 of 2: Baseline(BatchSize: 1)", "1 of 2: AmpFused(BatchSize: 1)", "2 of 2: Baseline(BatchSize: 1)", "2 of 2: AmpFused(BatchSize: 1)"], processes);
        Assert.Equal(["baseline", "amp_fused"], run.Cases.Select(item => item.SchemeId));
        Assert.All(run.Cases, item => Assert.Equal([3, 3], item.IterationsPerProcess));
        Assert.All(run.Cases, item => Assert.NotNull(item.MemoryTimeline));
        Assert.All(run.Cases, item => Assert.InRange(item.PeakAllocatedBytes!.Value, 10_000_000, 400 << 20));
    }

    [Fact]
    public void A_case_that_runs_out_of_memory_in_its_first_process_has_no_second_one()
    {
        using TemporaryFolder folder = new();
        (BenchmarkRun run, string[] processes) = InTwoRounds(folder, "*.Baseline(*");

        Assert.Equal([CaseStatus.Ok, CaseStatus.OutOfMemory], run.Cases.Select(item => item.Status));
        Assert.Equal(3, processes.Length);
        Assert.Contains("out of memory", run.Cases[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_of_a_file_is_a_case_beside_the_baseline_of_its_batch_size()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("every3.json"), """{ "scheme": { "id": "every3", "checkpoint_interval": 3, "memory_format": "channels_last" } }""");
        File.WriteAllText(folder.File("bf16.json"), """{ "scheme": { "id": "bf16_every8", "precision": "bf16", "checkpoint_interval": 8 } }""");
        (int exitCode, string output) = SuiteProgram.Run(
            "--scheme-file", folder.File("every3.json"), folder.File("bf16.json"), "--device", "cpu", "--imgsz", "64", "--batch", "1,2", "--no-accuracy", "--inProcess",
            "--warmupCount", "1", "--iterationCount", "3", "--artifacts", folder.Path);

        Assert.True(exitCode == 0, output);
        string run = Directory.GetFiles(folder.Path, "run.json", SearchOption.AllDirectories).Single();
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(run));
        var cases = json.RootElement.GetProperty("cases").EnumerateArray().Select(each => (
            each.GetProperty("benchmark").GetString()!.Split('.')[1], each.GetProperty("scheme").GetProperty("id").GetString(),
            each.GetProperty("scheme").GetProperty("checkpoint_interval").GetInt32(), each.GetProperty("scheme").GetProperty("precision").GetString(),
            each.GetProperty("batch_size").GetInt32(), each.GetProperty("status").GetString()));
        Assert.Equal(
            [
                ("Baseline", "baseline", 0, "fp32", 1, "ok"), ("Custom", "every3", 3, "fp32", 1, "ok"), ("Custom", "bf16_every8", 8, "bf16", 1, "ok"),
                ("Baseline", "baseline", 0, "fp32", 2, "ok"), ("Custom", "every3", 3, "fp32", 2, "ok"), ("Custom", "bf16_every8", 8, "bf16", 2, "ok"),
            ],
            cases);

        // One table, in which each ratio is to the baseline of the same batch size.
        string[][] table = [.. output.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries))];
        int ratio = Array.IndexOf(table[0], "Ratio");
        string[][] custom = [.. table.Where(row => row.Contains("every3") || row.Contains("bf16_every8"))];
        Assert.Equal(4, custom.Length);
        Assert.All(custom, row => Assert.Matches(@"^\d+\.\d+$", row[ratio]));
    }

    [Theory]
    [InlineData("--batch", "0")]
    [InlineData("--scheme-file", "no-such.json")]
    [InlineData("--data", "no-such.yaml")]
    public void A_users_mistake_is_one_line_and_exit_code_2(string option, string value)
    {
        (int exitCode, string output) = SuiteProgram.Run(option, value);

        Assert.Equal(2, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    // The run, and the rounds and cases of its processes in their order. A batch of 512 does not fit the budget.
    private static (BenchmarkRun Run, string[] Processes) InTwoRounds(TemporaryFolder folder, string filter)
    {
        const string Beginning = "// * Round ";
        (int exitCode, string output) = SuiteProgram.Run(
            "--filter", filter, "--device", "cpu", "--imgsz", "64", "--batch", "1,512", "--no-accuracy",
            "--rounds", "2", "--warmupCount", "1", "--iterationCount", "3", "--memory-budget", "400MiB", "--artifacts", folder.Path);
        Assert.True(exitCode == 0, output);
        return (
            RunJson.Read(Directory.GetFiles(folder.Path, "run.json", SearchOption.AllDirectories).Single()),
            [.. output.Split('\n').Where(line => line.StartsWith(Beginning, StringComparison.Ordinal)).Select(line => line[Beginning.Length..].Replace("Benchmarks.TrainingStepBenchmarks.", "", StringComparison.Ordinal).TrimEnd())]);
    }
}
