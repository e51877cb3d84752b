using System.Text.Json;
using Support;

namespace Benchmarks.Tests.Commands;

/// <summary>The verbs that run training steps on a drawn batch.</summary>
public sealed class StepOptionsTests : IDisposable
{
    private static readonly string[] Small = ["--model", "n", "--imgsz", "64", "--batch", "2", "--device", "cpu"];

    private readonly TemporaryFolder _folder = new();

    public StepOptionsTests() =>
        File.WriteAllText(_folder.File("every3.json"), """{ "scheme": { "id": "every3", "checkpoint_interval": 3, "memory_format": "channels_last" }, "imgsz": 640 }""");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_memory_of_a_scheme_of_a_file_is_recorded()
    {
        (int exitCode, string output) = SuiteProgram.Run(["memory", .. Small, "--scheme", _folder.File("every3.json"), "--json", _folder.File("memory.json")]);

        Assert.True(exitCode == 0, output);
        Assert.StartsWith("every3, yolov5n, 64, batch 2: peak", output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("memory.json")));
        Assert.Equal(25, json.RootElement.GetProperty("activations").GetArrayLength());
    }

    [Fact]
    public void A_scheme_of_a_file_is_stepped()
    {
        (int exitCode, string output) = SuiteProgram.Run(["step", .. Small, "--scheme", _folder.File("every3.json")]);

        Assert.True(exitCode == 0, output);
        Assert.StartsWith("ready ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_of_a_file_is_swept_beside_a_built_in_one()
    {
        (int exitCode, string output) = SuiteProgram.Run(
            "sweep", "--model", "n", "--imgsz", "64", "--device", "cpu", "--labels", "5", "--batch", "2", "--scheme", $"baseline,{_folder.File("every3.json")}", "--json", _folder.File("sweep.json"));

        Assert.True(exitCode == 0, output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("sweep.json")));
        Assert.Equal(["baseline", "every3"], json.RootElement.GetProperty("series").EnumerateArray().Select(series => series.GetProperty("scheme").GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("step", "--scheme", "fastest", "There is no scheme 'fastest'; baseline, mixed_precision")]
    [InlineData("memory", "--scheme", "no-such.json", "there is no such file")]
    [InlineData("sweep", "--scheme", "baseline,no-such.json", "there is no such file")]
    [InlineData("step", "--model", "q", "n, s, m, l or x is expected")]
    [InlineData("memory", "--imgsz", "100", "a multiple of 32")]
    [InlineData("step", "--batch", "0", "at least 1")]
    [InlineData("step", "--batch", "999999", "cannot be drawn")]
    [InlineData("memory", "--device", "tpu", "cpu, cuda:0 or a number")]
    [InlineData("step", "--threads", "0", "at least 1")]
    [InlineData("memory", "--memory-budget", "much", "4GiB or 512MiB")]
    public void A_users_mistake_is_one_line_and_exit_code_2(string verb, string option, string value, string complaint)
    {
        (int exitCode, string output) = SuiteProgram.Run(verb, option, value);

        Assert.True(exitCode == 2, output);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Fact]
    public void Too_little_memory_is_one_line_and_exit_code_2()
    {
        (int exitCode, string output) = SuiteProgram.Run(["memory", .. Small, "--memory-budget", "20MiB"]);

        Assert.True(exitCode == 2, output);
        Assert.StartsWith("Out of memory at batch 2:", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }
}
