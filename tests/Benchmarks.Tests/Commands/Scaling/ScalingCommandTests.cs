using Reports.Json;
using Reports.Model;
using Support;

namespace Benchmarks.Tests.Commands.Scaling;

public class ScalingCommandTests
{
    [GlooFact]
    public void Two_ranks_are_measured_with_their_memory_beside_the_formula_and_the_time_of_each_collective()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output) = SuiteProgram.Run(
            "scaling", "--model", "n", "--imgsz", "64", "--batch", "1", "--ranks", "2", "--scheme", "data_parallel,zero_stage_3", "--threads", "2", "--device", "cpu",
            "--warmup", "1", "--steps", "1", "--json", folder.File("scaling.json"), "--csv", folder.File("scaling.csv"), "--md", folder.File("scaling.md"));

        Assert.True(exitCode == 0, output);
        ScalingResult result = ScalingJson.Read(folder.File("scaling.json"));
        Assert.Equal(
            [("baseline", 1, 2), ("baseline", 1, 1), ("data_parallel", 2, 1), ("zero_stage_3", 2, 1)],
            result.Rows.Select(row => (row.Scheme, row.Ranks, row.ThreadsPerRank)));
        Assert.All(result.Rows, row => Assert.Equal(row.Ranks, row.PeakAllocatedBytes.Count));
        Assert.All(result.Rows, row => Assert.InRange(row.State!.Total, 0.95 * row.PredictedState!.Total, 1.05 * row.PredictedState.Total));

        ScalingRow parallel = result.Rows[2], zero = result.Rows[3];
        Assert.InRange(zero.State!.Total, 0.475 * parallel.State!.Total, 0.525 * parallel.State.Total);
        Assert.InRange(zero.GatheredBytes!.Value, 1, parallel.State.Parameters);
        Assert.Equal(parallel.State.Gradients, parallel.Collectives.Single(each => each is { Operation: "all_reduce", IsAhead: true }).Bytes);
        Assert.NotNull(parallel.Overlap);
        Assert.Equal(["all_gather", "reduce_scatter"], zero.Collectives.Where(each => each.IsAhead).Select(each => each.Operation));
        Assert.Equal(5, File.ReadLines(folder.File("scaling.csv")).Count());
        Assert.Contains("| zero_stage_3 |", File.ReadAllText(folder.File("scaling.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_that_does_not_exist_is_named()
    {
        (int exitCode, string output) = SuiteProgram.Run("scaling", "--device", "cpu", "--scheme", "zero_stage_4");
        Assert.Equal(2, exitCode);
        Assert.Contains("--scheme zero_stage_4: There is no scheme 'zero_stage_4'", output, StringComparison.Ordinal);
    }
}
