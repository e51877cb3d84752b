using System.Text.Json;
using Support;
using SyntheticData;
using Yolov5.Cli.Commands.Experiment;

namespace Yolov5.Cli.Tests.Commands;

public sealed class ExperimentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_experiment_writes_its_figures_and_weights_and_is_compared()
    {
        string data = Path.GetDirectoryName(SyntheticDataset.Ensure(_folder.File("data"), new SyntheticDatasetOptions { TrainImages = 8, ValidationImages = 2, ImageSize = 64 }))!;
        string output = _folder.File("out");

        var (exitCode, text, error) = DotnetProgram.Run("yolo5.dll",
            "experiment", "--experiment", "mixed_precision", "--model_type", "n", "--data_path", data, "--epochs", "1", "--batch_size", "2", "--img_size", "60", "--output_dir", output, "--device", "cpu", "--workers", "1");

        Assert.True(exitCode == 0, text + error);
        Assert.Contains("--imgsz 60: not a multiple of the network's stride of 32 pixels; 64 is used.", text, StringComparison.Ordinal);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "mixed_precision_results.json")));
        JsonElement root = results.RootElement;
        Assert.Equal(("mixed_precision", "n", 2, 64, 4), (root.GetProperty("experiment").GetString(), root.GetProperty("model_type").GetString(), root.GetProperty("batch_size").GetInt32(), root.GetProperty("img_size").GetInt32(), root.GetProperty("iterations").GetInt32()));
        Assert.InRange(root.GetProperty("peak_mem_GiB").GetDouble(), 0.01, 1);
        Assert.InRange(root.GetProperty("avg_iter_time_s").GetDouble(), 1e-3, 60);
        Assert.InRange(root.GetProperty("final_map").GetDouble(), 0, 100);
        Assert.True(new FileInfo(Path.Combine(output, "mixed_precision_model.pt")).Length > 1 << 20);
        Assert.Contains("mixed_precision epoch 1/1", File.ReadAllText(Path.Combine(output, "training.log")), StringComparison.Ordinal);

        Write(output, new ExperimentResult { Experiment = "baseline", ModelType = "n", PeakMemory = 0.5, AvgIterTimeS = 2, FinalMap = 1 });
        Write(output, new ExperimentResult { Experiment = "zero3", ModelType = "n", Error = "out of memory" });
        (int compared, string report, string trouble) = DotnetProgram.Run("yolo5.dll", "compare", "--output_dir", output);

        Assert.True(compared == 1, report + trouble);
        Assert.Contains("zero3            n      failed: out of memory", report, StringComparison.Ordinal);
        Assert.Equal(["baseline", "mixed_precision", "zero3"], File.ReadAllLines(Path.Combine(output, "comparison_report.txt")).Skip(1).Take(3).Select(line => line.Split(' ')[0]));
        Assert.Contains("\"speed_up\":", File.ReadAllText(Path.Combine(output, "comparison_results.json")), StringComparison.Ordinal);
        Assert.Equal("\u0089PNG"u8[2..].ToArray(), File.ReadAllBytes(Path.Combine(output, "comparison_plot.png"))[1..4]);
        Assert.Equal("%PDF"u8.ToArray(), File.ReadAllBytes(Path.Combine(output, "comparison_plot.pdf"))[..4]);
    }

    [Fact]
    public void Experiments_are_compared_with_the_baseline()
    {
        ExperimentComparison comparison = ExperimentComparison.Of(
        [
            new ExperimentResult { Experiment = "mine", ModelType = "s", PeakMemory = 1, AvgIterTimeS = 0.5, FinalMap = 41 },
            new ExperimentResult { Experiment = "ablation", ModelType = "s", PeakMemory = 2, AvgIterTimeS = 2, FinalMap = 39.5 },
            new ExperimentResult { Experiment = "baseline", ModelType = "s", PeakMemory = 4, AvgIterTimeS = 1, FinalMap = 40 },
        ]);

        Assert.Equal(["baseline", "ablation", "mine"], comparison.Experiments.Select(each => each.Result.Experiment));
        Assert.Equal([(1.0, 1.0, 0.0), (0.5, 0.5, -0.5), (0.25, 2.0, 1.0)], comparison.Experiments.Select(each => (each.MemoryRatio!.Value, each.SpeedUp!.Value, each.MapDifference!.Value)));
    }

    [Theory]
    [InlineData("--data_path x", "--experiment with one of baseline")]
    [InlineData("--data_path x --all --experiment zero3", "not both")]
    [InlineData("--data_path x --experiment zero4", "--experiment zero4: baseline, mixed_precision")]
    [InlineData("--data_path x --experiment zero3 --model_type h", "--model-type h: n, s, m, l, x is expected")]
    public void A_mistake_is_named(string arguments, string complaint)
    {
        ExperimentOptions options = new();
        System.CommandLine.Command command = new("experiment");
        foreach (System.CommandLine.Option option in options.All)
            command.Add(option);
        command.SetAction(parsed => 0);
        System.CommandLine.ParseResult parsed = new CommandLines.ProgramCommandLine([command], "yolo5").Parse(["experiment", "--device", "cpu", .. arguments.Split(' ')]);

        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => options.Read(parsed, _ => { })).Message, StringComparison.Ordinal);
    }

    private static void Write(string folder, ExperimentResult result) => File.WriteAllText(
        Path.Combine(folder, result.Experiment + ExperimentResult.FileEnding), JsonSerializer.Serialize(result, ExperimentJson.Default.ExperimentResult));
}
