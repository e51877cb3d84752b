using Reports.Claims;
using Reports.Model;
using Reports.Tables;

namespace Reports.Tests.Claims;

public class ClaimCheckTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(0.55, ClaimVerdict.Holds)]
    [InlineData(0.45, ClaimVerdict.Holds)]
    [InlineData(0.65, ClaimVerdict.DoesNotHold)]
    public void A_saving_holds_from_the_weaker_end_of_its_range_on(double ratio, ClaimVerdict expected) =>
        Assert.Equal(expected, Find(Run("Any", ("baseline", 8, 0.1, 8 * GiB), ("mixed_precision", 8, 0.1, (long)(8 * GiB * ratio))), "mixed_precision", ClaimQuantity.MemorySaving).Verdict);

    [Fact]
    public void Extra_time_beyond_the_claim_does_not_hold()
    {
        BenchmarkRun run = Run("Any", ("baseline", 8, 0.1, GiB), ("gradient_checkpoint", 8, 0.125, GiB));
        ClaimResult result = Find(run, "gradient_checkpoint", ClaimQuantity.ExtraTime);
        Assert.Equal(ClaimVerdict.DoesNotHold, result.Verdict);
        Assert.Equal(0.25, result.Measured!.Value, 6);
        Assert.Equal(1.25, result.MeasuredRatio!.Value, 6);
    }

    [Fact]
    public void A_ratio_of_times_that_the_noise_hides_is_not_judged()
    {
        Random random = new(5);
        BenchmarkRun run = SampleRuns.Run("noisy",
        [
            SampleRuns.Simple("baseline", 8, SampleRuns.Times(random, 0.1, 15, noise: 0.4)),
            SampleRuns.Simple("mixed_precision", 8, SampleRuns.Times(random, 0.078, 15, noise: 0.4)),
        ]);
        ClaimResult result = Find(run, "mixed_precision", ClaimQuantity.TimeSaving);
        Assert.Equal(ClaimVerdict.NotMeasurableHere, result.Verdict);
        Assert.StartsWith("too noisy to tell: the ratio lies between", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ratio_of_fewer_times_than_can_tell_anything_is_not_judged()
    {
        BenchmarkRun run = SampleRuns.Run("short", [SampleRuns.Simple("baseline", 8, [3.3, 70, 3.2], 2 * GiB), SampleRuns.Simple("mixed_precision", 8, [1.5, 1.5, 1.8], GiB)]);

        ClaimResult time = Find(run, "mixed_precision", ClaimQuantity.TimeSaving);
        Assert.Equal(ClaimVerdict.NotMeasurableHere, time.Verdict);
        Assert.StartsWith("too few iterations to tell: 4 are needed", time.Reason, StringComparison.Ordinal);
        Assert.Equal(ClaimVerdict.Holds, Find(run, "mixed_precision", ClaimQuantity.MemorySaving).Verdict);
    }

    [Fact]
    public void Absolute_figures_are_judged_on_their_device_only()
    {
        (string, int, double, long)[] cases = [("baseline", 8, 0.12, (long)(8.5 * GiB)), ("mixed_precision", 8, 0.09, (long)(4.5 * GiB))];
        ClaimResult there = Find(Run("NVIDIA GeForce RTX 3090", cases), "mixed_precision", ClaimQuantity.PeakMemoryGiB);
        Assert.Equal(ClaimVerdict.Holds, there.Verdict);
        ClaimResult here = Find(Run("Other", cases), "mixed_precision", ClaimQuantity.PeakMemoryGiB);
        Assert.Equal(ClaimVerdict.NotMeasurableHere, here.Verdict);
        Assert.Equal(4.5, here.Measured!.Value, 6);
        Assert.Contains("device is Other", here.Reason, StringComparison.Ordinal);
        Assert.Equal(4.0 / 9, here.ClaimedRatio!.Low, 6);
    }

    [Fact]
    public void A_claim_without_its_case_is_not_measurable()
    {
        Assert.All(ClaimCheck.Evaluate(SampleRuns.Run("none", [])), r => Assert.Equal(ClaimVerdict.NotMeasurableHere, r.Verdict));
        BenchmarkRun alone = Run("Any", ("mixed_precision", 8, 0.1, GiB));
        Assert.Contains("no baseline", Find(alone, "mixed_precision", ClaimQuantity.MemorySaving).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_batch_size_is_used_and_named()
    {
        BenchmarkRun run = Run("Any", ("baseline", 4, 0.1, GiB), ("mixed_precision", 4, 0.1, GiB / 2), ("mixed_precision", 8, 0.1, GiB));
        ClaimResult result = Find(run, "mixed_precision", ClaimQuantity.MemorySaving);
        Assert.Equal(0.5, result.Measured!.Value, 6);
        Assert.Contains("batch 4", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_a_row_per_claim() =>
        Assert.Equal(CommonClaims.All.Count, ClaimCheck.ToTable(ClaimCheck.Evaluate(SampleRuns.Typical())).Rows.Count);

    private static ClaimResult Find(BenchmarkRun run, string scheme, ClaimQuantity quantity) =>
        ClaimCheck.Evaluate(run).Single(r => r.Claim.Scheme == scheme && r.Claim.Quantity == quantity);

    private static BenchmarkRun Run(string device, params (string Scheme, int Batch, double Time, long Peak)[] cases)
    {
        BenchmarkRun run = SampleRuns.Run("claims", [.. cases.Select(c => SampleRuns.Simple(c.Scheme, c.Batch, [c.Time, c.Time, c.Time, c.Time], c.Peak))]);
        return run with { Environment = run.Environment with { DeviceName = device } };
    }
}
