using Reports.Json;
using Reports.Model;
using Support;

namespace Benchmarks.Tests;

public class RankBenchmarksTests
{
    [GlooFact]
    public void A_case_runs_on_two_ranks_and_one_that_cannot_does_not_stop_the_run()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output) = SuiteProgram.Run(
            "--filter", "*RankBenchmarks.Zero3*", "--device", "cpu", "--imgsz", "64", "--batch", "1,2", "--no-accuracy", "--no-baseline",
            "--rounds", "1", "--warmupCount", "1", "--iterationCount", "2", "--artifacts", folder.Path);

        Assert.True(exitCode == 1, output);
        BenchmarkRun run = RunJson.Read(Directory.GetFiles(folder.Path, "run.json", SearchOption.AllDirectories).Single());
        Assert.Equal(["zero3_2_ranks", "zero3_2_ranks"], run.Cases.Select(item => item.SchemeId));

        // One image cannot be divided.
        Assert.Equal([CaseStatus.Failed, CaseStatus.Ok], run.Cases.Select(item => item.Status));
        Assert.Contains("2 ranks", run.Cases[0].Message, StringComparison.Ordinal);
        CaseResult measured = run.Cases[1];
        Assert.Equal(2, measured.IterationTimesSeconds.Count);
        Assert.Equal(2, measured.PeakAllocatedBytesOfRanks!.Count);
        Assert.Equal(measured.PeakAllocatedBytes, measured.PeakAllocatedBytesOfRanks.Max());
        Assert.All(measured.PeakAllocatedBytesOfRanks, peak => Assert.InRange(peak, 10_000_000, 400 << 20));
    }

    [Fact]
    public void Filters_that_do_not_name_ranks_do_not_select_them()
    {
        (int exitCode, string output) = SuiteProgram.Run("--list", "flat", "--filter", "*Amp*", "*Zero3*", "*", "--device", "cpu");
        Assert.Equal(0, exitCode);
        Assert.Contains(nameof(TrainingStepBenchmarks), output, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(RankBenchmarks), output, StringComparison.Ordinal);
    }
}
