using Support;
using SyntheticData;

namespace Benchmarks.Tests.Benchmarks;

/// <summary>Benchmarks that are no training steps: they are measured by name only.</summary>
public class NamedBenchmarksTests
{
    [Theory]
    [InlineData("*Amp*", "TrainingStepBenchmarks", "LoadingBenchmarks EpochBenchmarks EvaluationBenchmarks")]
    [InlineData("*Loading*", "LoadingBenchmarks.Train", "EpochBenchmarks")]
    [InlineData("*EpochBenchmarks*", "EpochBenchmarks.Epoch", "LoadingBenchmarks")]
    [InlineData("*Evaluation*", "EvaluationBenchmarks.AveragePrecision", "LoadingBenchmarks")]
    [InlineData("*LoadingBenchmarks.Train(Input: \"dual-concat\", Workers: 8, Prefetch: 4, Persistent: True, Cache: Ram, Mosaic: 0.5, Mixup: 0.5)", "LoadingBenchmarks.Train", "EpochBenchmarks")]
    public void A_filter_that_names_them_selects_them(string filter, string selected, string others)
    {
        (int exitCode, string output) = SuiteProgram.Run("--list", "flat", "--filter", filter);

        Assert.True(exitCode == 0, output);
        Assert.Contains(selected, output, StringComparison.Ordinal);
        Assert.All(others.Split(' '), other => Assert.DoesNotContain(other, output, StringComparison.Ordinal));
    }

    [Fact]
    public void Their_figures_stand_in_the_table_without_columns_of_training_steps()
    {
        using TemporaryFolder folder = new();
        string data = SyntheticDataset.Ensure(folder.File("data"), new SyntheticDatasetOptions { TrainImages = 4, ValidationImages = 1, ImageSize = 64 });
        (int exitCode, string output) = SuiteProgram.Run(
            "--filter", "*LoadingBenchmarks.Load(*image*, Workers: 0, Prefetch: 1, Persistent: False, Cache: None, Mosaic: 0, Mixup: 0)",
            "--data", data, "--imgsz", "64", "--batch", "2", "--rounds", "1", "--artifacts", folder.File("out"));

        Assert.True(exitCode == 0, output);
        string head = output.Split('\n').Last(line => line.StartsWith("| Method", StringComparison.Ordinal));
        string row = output.Split('\n').Last(line => line.StartsWith("| Load ", StringComparison.Ordinal));
        Assert.Contains("| Figures", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Images/s", head, StringComparison.Ordinal);
        Assert.Matches(@"\| ok +\| [0-9.]+ images/s of 64 pixels, [0-9.]+ ms of processor time an image", row);
    }
}
