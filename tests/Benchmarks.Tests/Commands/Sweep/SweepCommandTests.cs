using System.Text.Json;
using Support;

namespace Benchmarks.Tests.Commands.Sweep;

/// <summary>The sweep as a user runs it, with everything as small as it goes.</summary>
public class SweepCommandTests
{
    [Fact]
    public void A_sweep_tries_what_it_recommends_in_processes_of_their_own()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output) = Run(
            "--model", "n", "--imgsz", "64", "--device", "cpu", "--scheme", "baseline", "--labels", "5", "--memory-budget", "60MiB",
            "--json", folder.File("sweep.json"), "--csv", folder.File("sweep.csv"));

        Assert.True(exitCode == 0, output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("sweep.json")));
        JsonElement series = json.RootElement.GetProperty("series")[0];
        int recommended = series.GetProperty("recommended_batch").GetInt32();
        JsonElement chosen = series.GetProperty("probes").EnumerateArray().Single(probe => probe.GetProperty("batch_size").GetInt32() == recommended);
        Assert.Equal("ok", chosen.GetProperty("status").GetString());
        Assert.InRange(chosen.GetProperty("peak_allocated_bytes").GetInt64(), 1, (long)(0.8 * (60 << 20)));
        Assert.Contains("largest that fits", output, StringComparison.Ordinal);
        Assert.Equal(series.GetProperty("probes").GetArrayLength() + 1, File.ReadAllLines(folder.File("sweep.csv")).Length);
    }

    [LongFact]
    public void Inference_is_probed_at_four_batch_sizes_for_each_network()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output) = Run("--model", "n,s", "--imgsz", "64", "--device", "cpu", "--mode", "inference", "--json", folder.File("sweep.json"));

        Assert.True(exitCode == 0, output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("sweep.json")));
        Assert.Equal("inference", json.RootElement.GetProperty("mode").GetString());
        JsonElement[] series = [.. json.RootElement.GetProperty("series").EnumerateArray()];
        Assert.Equal(["yolov5n", "yolov5s"], series.Select(each => each.GetProperty("model").GetString()));
        Assert.All(series, each => Assert.Equal([4, 8, 16, 32], each.GetProperty("probes").EnumerateArray().Select(probe => probe.GetProperty("batch_size").GetInt32())));
    }

    [Theory]
    [InlineData("--fraction", "1.5")]
    [InlineData("--scheme", "fastest")]
    [InlineData("--mode", "both")]
    [InlineData("--json", "no-such-folder/sweep.json")]
    [InlineData("--memory-budget", "much")]
    public void A_users_mistake_is_one_line_and_exit_code_2(string option, string value)
    {
        (int exitCode, string output) = Run(option, value);

        Assert.Equal(2, exitCode);
        Assert.Contains(value, output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    private static (int ExitCode, string Output) Run(params string[] arguments) => SuiteProgram.Run(["sweep", .. arguments]);
}
