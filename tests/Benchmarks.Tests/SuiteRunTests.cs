using System.Text.Json;
using Support;

namespace Benchmarks.Tests;

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
    }

    [Theory]
    [InlineData("--batch", "0")]
    [InlineData("--data", "no-such.yaml")]
    public void A_users_mistake_is_one_line_and_exit_code_2(string option, string value)
    {
        (int exitCode, string output) = SuiteProgram.Run(option, value);

        Assert.Equal(2, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }
}
