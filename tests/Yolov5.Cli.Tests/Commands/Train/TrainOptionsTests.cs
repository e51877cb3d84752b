using System.CommandLine;
using Support;
using Yolov5.Cli.Commands.Train;
using Yolov5.Optimization;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Yolov5.Cli.Tests.Commands.Train;

public sealed class TrainOptionsTests : IDisposable
{
    private const string Experiment = """
        {
          "scheme": { "id": "every3", "checkpoint_interval": 3, "memory_format": "channels_last" },
          "models": { "yolov5m": { "batch_size": 4 }, "yolov5s": { "batch_size": 8 } },
          "imgsz": 320,
          "epochs": 50,
          "hyp": { "lr0": 0.02 }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public TrainOptionsTests() => File.WriteAllText(_folder.File("every3.json"), Experiment);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_scheme_file_everything_has_its_default()
    {
        TrainRequest request = Read();

        Assert.Equal(
            ("yolov5s", 640, 16, 100, "baseline", new Hyperparameters()),
            (request.Config.Model, request.Config.ImageSize, request.Config.BatchSize, request.Config.Epochs, request.Config.Scheme.Id, request.Config.Hyperparameters));
        Assert.Equal((false, null, 0L), (request.FindBatch, request.Preset, request.MemoryBudget));
    }

    [Fact]
    public void A_scheme_file_says_what_is_trained()
    {
        TrainingConfig config = Read("--scheme", _folder.File("every3.json")).Config;

        Assert.Equal(("yolov5m", 4, 320, 50), (config.Model, config.BatchSize, config.ImageSize, config.Epochs));
        Assert.Equal(("every3", 3), (config.Scheme.Id, config.Scheme.CheckpointInterval));
        Assert.Equal(new Hyperparameters { InitialLearningRate = 0.02 }, config.Hyperparameters);
    }

    [Fact]
    public void An_option_comes_before_the_scheme_file()
    {
        File.WriteAllText(_folder.File("hyp.yaml"), "lr0: 0.5\n");
        TrainingConfig config = Read(
            "--scheme", _folder.File("every3.json"), "--cfg", "yolov5s", "--imgsz", "640", "--epochs", "100", "--hyp", _folder.File("hyp.yaml")).Config;

        Assert.Equal(("yolov5s", 8, 640, 100, 0.5), (config.Model, config.BatchSize, config.ImageSize, config.Epochs, config.Hyperparameters.InitialLearningRate));
        Assert.Equal(2, Read("--scheme", _folder.File("every3.json"), "--batch-size", "2").Config.BatchSize);
        Assert.Equal(16, Read("--scheme", _folder.File("every3.json"), "--cfg", "yolov5n").Config.BatchSize);
    }

    [Fact]
    public void A_built_in_scheme_says_nothing_of_the_training()
    {
        TrainingConfig config = Read("--scheme", "mixed_precision").Config;

        Assert.Equal(("mixed_precision", true, 16, 100), (config.Scheme.Id, config.Amp, config.BatchSize, config.Epochs));
    }

    [Theory]
    [InlineData("high_performance", TrainingPreset.HighPerformance)]
    [InlineData("balanced", TrainingPreset.Balanced)]
    [InlineData("conservative", TrainingPreset.Conservative)]
    public void A_preset_is_named_as_in_the_docs(string name, TrainingPreset preset)
    {
        TrainRequest request = Read("--preset", name, "--workers", "3", "--memory-budget", "1GiB");

        Assert.Equal((preset, false, true, 1L << 30), (request.Preset, request.FindBatch, request.KeepWorkers, request.MemoryBudget));
    }

    [Theory]
    [InlineData("--imgsz 100", 128)]
    [InlineData("--imgsz 100 --cfg yolov5n6", 128)]
    [InlineData("--imgsz 320 --cfg yolov5-p7.yaml", 384)]
    public void An_image_size_is_rounded_up_to_the_networks_stride(string arguments, int expected) => Assert.Equal(expected, Read(arguments.Split(' ')).Config.ImageSize);

    [Fact]
    public void Minus_one_looks_for_the_batch() => Assert.True(Read("--batch-size", "-1").FindBatch);

    [Theory]
    [InlineData("--preset fastest", "--preset fastest: high_performance, balanced, conservative is expected.")]
    [InlineData("--preset balanced --scheme baseline", "--preset balanced: finds what --scheme says; leave one of them out.")]
    [InlineData("--preset balanced --batch-size 4", "finds what --batch-size says")]
    [InlineData("--scheme fastest", "--scheme fastest: There is no scheme 'fastest'; baseline, mixed_precision")]
    [InlineData("--scheme no-such.json", "no-such.json: there is no such file")]
    [InlineData("--batch-size 0", "Batch size 0: at least 1 is expected.")]
    [InlineData("--batch-size -2", "Batch size -2: at least 1 is expected.")]
    [InlineData("--imgsz 0", "--imgsz 0: 1 to 16384 pixels are expected.")]
    [InlineData("--fusion add", "--fusion: it is for --modality dual; a network for one camera has nothing to join.")]
    [InlineData("--rgb-weights rgb.pt", "--rgb-weights: it is for --modality dual")]
    [InlineData("--event-weights events.pt --cfg yolov5n", "--event-weights: it is for --modality dual")]
    public void A_wrong_value_is_named_with_what_is_allowed(string arguments, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => Read(arguments.Split(' '))).Message, StringComparison.Ordinal);

    private static TrainRequest Read(params string[] arguments)
    {
        TrainOptions options = new();
        RootCommand command = [.. options.All];
        ParseResult parsed = command.Parse(["--data", "data.yaml", "--device", "cpu", .. arguments]);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed, _ => { });
    }
}
