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
}
