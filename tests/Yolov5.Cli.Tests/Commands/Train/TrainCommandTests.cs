using System.Globalization;
using System.Text.RegularExpressions;
using Support;
using SyntheticData;

namespace Yolov5.Cli.Tests.Commands.Train;

/// <summary>Whole trainings of yolov5n on a few tiny images.</summary>
public sealed partial class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public TrainCommandTests() =>
        _data = SyntheticDataset.Ensure(_folder.File("data"), new SyntheticDatasetOptions { TrainImages = 32, ValidationImages = 4, ImageSize = 128 });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_scheme_file_is_trained_as_it_says()
    {
        string scheme = _folder.File("every3.json");
        File.WriteAllText(scheme, """
            {
              "scheme": { "id": "every3", "checkpoint_interval": 3, "memory_format": "channels_last" },
              "models": { "yolov5n": { "batch_size": 8 } }, "imgsz": 64, "epochs": 1
            }
            """);

        var (exitCode, output, error) = Train("--scheme", scheme);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("Scheme every3: yolov5n, 64 px, batch 8, 1 epochs", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("runs/exp/weights/best.pt")), output);
    }

    [Theory]
    [InlineData("--batch-size", "-1", 0.8)]
    [InlineData("--preset", "conservative", 0.6)]
    public void The_batch_that_fits_is_found_and_trained_with(string option, string value, double share)
    {
        const int Budget = 80;

        var (exitCode, output, error) = Train(option, value, "--cfg", "yolov5n", "--imgsz", "128", "--epochs", "1", "--memory-budget", $"{Budget}MiB");

        Assert.True(exitCode == 0, output + error);
        Match found = FoundBatch().Match(output);
        Assert.True(found.Success, output);
        Assert.InRange(int.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture), 1, Budget * share);
        Assert.Contains($"batch {found.Groups[1].Value},", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Out of memory", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_without_enough_memory_goes_on_with_smaller_passes_and_says_so_in_a_line()
    {
        var (exitCode, output, error) = Train("--batch-size", "32", "--cfg", "yolov5n", "--imgsz", "128", "--epochs", "1", "--memory-budget", "150MiB");

        Assert.True(exitCode == 0, output + error);
        Assert.Single(Regex.Matches(output, "Out of memory: micro-batch 32 -> 16, .*the effective batch of 64 stays \\(1 of 3\\)\\."));
    }

    [Fact]
    public void After_three_times_training_ends_with_a_clear_error()
    {
        var (exitCode, output, error) = Train("--batch-size", "32", "--cfg", "yolov5n", "--imgsz", "256", "--epochs", "1", "--memory-budget", "60MiB");

        Assert.Equal(2, exitCode);
        Assert.Equal(3, Regex.Count(output, "Out of memory: micro-batch"));
        Assert.Contains("(3 times halved)", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [GeneratedRegex(@"Batch size (\d+): (\d+) MiB of \d+ MiB, tried\.")]
    private static partial Regex FoundBatch();

    private (int ExitCode, string Output, string Error) Train(params string[] arguments) =>
        DotnetProgram.Run("yolo5.dll", ["train", "--data", _data, "--device", "cpu", "--project", _folder.File("runs"), "--noplots", .. arguments]);
}
