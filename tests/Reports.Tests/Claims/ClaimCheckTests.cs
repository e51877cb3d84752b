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
        Assert.Equal(1.25, result.MeasuredRelative!.Value, 6);
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
        Assert.Equal(ClaimVerdict.TooNoisy, result.Verdict);
        Assert.InRange(result.MeasuredRelative!.Value, result.RelativeInterval!.Low, result.RelativeInterval.High);
    }

    [Fact]
    public void Processes_that_differ_widen_the_interval_of_a_ratio()
    {
        // Exact within a process, 20% apart between them: saved is 28% on the whole, claimed 20% or more.
        CaseResult baseline = SampleRuns.Simple("baseline", 8, [0.1, 0.1, 0.1, 0.1, 0.12, 0.12, 0.12, 0.12], GiB);
        CaseResult amp = SampleRuns.Simple("mixed_precision", 8, [0.072, 0.072, 0.072, 0.072, 0.0864, 0.0864, 0.0864, 0.0864], GiB);
        int[] halves = [4, 4];

        ClaimResult one = Find(SampleRuns.Run("one", [baseline, amp]), "mixed_precision", ClaimQuantity.TimeSaving);
        ClaimResult two = Find(
            SampleRuns.Run("two", [baseline with { IterationsPerProcess = halves }, amp with { IterationsPerProcess = halves }]), "mixed_precision", ClaimQuantity.TimeSaving);

        // By hand: the medians' logarithms have a variance of 0.016621, so a margin of 4.3027 * 0.12892 with 2 degrees of freedom.
        Assert.Equal(0.72 * Math.Exp(-0.55471), two.RelativeInterval!.Low, 3);
        Assert.Equal(0.72 * Math.Exp(0.55471), two.RelativeInterval.High, 3);
        Assert.True(two.RelativeInterval.High > one.RelativeInterval!.High && two.RelativeInterval.Low < one.RelativeInterval.Low);
        Assert.Equal(ClaimVerdict.TooNoisy, two.Verdict);
    }

    [Fact]
    public void A_ratio_of_fewer_times_than_can_tell_anything_is_not_judged()
    {
        BenchmarkRun run = SampleRuns.Run("short", [SampleRuns.Simple("baseline", 8, [3.3, 70, 3.2], 2 * GiB), SampleRuns.Simple("mixed_precision", 8, [1.5, 1.5, 1.8], GiB)]);

        ClaimResult time = Find(run, "mixed_precision", ClaimQuantity.TimeSaving);
        Assert.Equal((ClaimVerdict.NotMeasurableHere, "needs more iterations"), (time.Verdict, time.Reason));
        Assert.Equal(ClaimVerdict.Holds, Find(run, "mixed_precision", ClaimQuantity.MemorySaving).Verdict);
    }

    [Fact]
    public void Figures_of_one_device_are_judged_as_they_are_there_and_by_their_ratio_elsewhere()
    {
        // The figures are those claimed; their ratio, 6.5 to 8.5, is not.
        (string, int, double, long)[] cases = [("baseline", 8, 0.12, (long)(6.5 * GiB)), ("mixed_precision", 8, 0.09, (long)(4.5 * GiB))];

        ClaimResult there = Find(Run("NVIDIA GeForce RTX 3090", cases), "mixed_precision", ClaimQuantity.PeakMemoryGiB);
        ClaimResult here = Find(Run("Other", cases), "mixed_precision", ClaimQuantity.PeakMemoryGiB);

        Assert.Equal(ClaimVerdict.Holds, there.Verdict);
        Assert.Equal(ClaimVerdict.DoesNotHold, here.Verdict);
        Assert.Equal(4.5, here.Measured!.Value, 6);
        Assert.Equal((4.0 / 9, 5.0 / 8), (here.ClaimedRelative!.Low, here.ClaimedRelative.High));
        Assert.Equal(4.5 / 6.5, here.MeasuredRelative!.Value, 6);
        Assert.Equal(ClaimVerdict.Holds, Find(Run("Other", cases), "mixed_precision", ClaimQuantity.IterationSeconds).Verdict);
    }

    [Fact]
    public void The_figures_of_baseline_need_their_device_model_and_sizes()
    {
        Assert.Equal("needs an RTX 3090", Reason(Run("Other", ("baseline", 8, 0.12, 8 * GiB))));
        BenchmarkRun there = Run("NVIDIA GeForce RTX 3090", ("baseline", 8, 0.12, 8 * GiB));
        Assert.Equal("in the claimed range", Reason(there));
        Assert.Equal("needs yolov5s", Reason(there with { Workload = there.Workload with { Model = "yolov5n" } }));
        Assert.Equal("needs 640 pixels", Reason(there with { Workload = there.Workload with { Imgsz = 320 } }));
        Assert.Equal("needs batch 8", Reason(Run("NVIDIA GeForce RTX 3090", ("baseline", 4, 0.12, 8 * GiB))));
        Assert.Equal("off the claimed range", Reason(Run("NVIDIA GeForce RTX 3090", ("baseline", 8, 0.12, 7 * GiB))));

        static string Reason(BenchmarkRun run) => Find(run, "baseline", ClaimQuantity.PeakMemoryGiB).Reason;
    }

    [Fact]
    public void A_claim_says_in_three_words_what_the_run_lacks()
    {
        Assert.Equal("needs this scheme", Find(SampleRuns.Run("none", []), "mixed_precision", ClaimQuantity.MemorySaving).Reason);
        Assert.Equal("needs the baseline", Find(Run("Any", ("mixed_precision", 8, 0.1, GiB)), "mixed_precision", ClaimQuantity.MemorySaving).Reason);
        Assert.All(ClaimCheck.Evaluate(SampleRuns.Run("none", [])), r => Assert.Equal((ClaimVerdict.NotMeasurableHere, 3), (r.Verdict, r.Reason.Split(' ').Length)));

        CaseResult full = SampleRuns.Simple("mixed_precision", 8, []) with { Status = CaseStatus.OutOfMemory };
        Assert.Equal("out of memory", Find(SampleRuns.Run("full", [full]), "mixed_precision", ClaimQuantity.MemorySaving).Reason);
    }

    [Fact]
    public void The_nearest_batch_size_that_scheme_and_baseline_share_is_used_and_named()
    {
        BenchmarkRun run = Run("Any", ("baseline", 4, 0.1, GiB), ("baseline", 2, 0.1, GiB), ("mixed_precision", 4, 0.1, GiB / 2), ("mixed_precision", 8, 0.1, GiB), ("ablation", 2, 0.1, GiB));
        ClaimResult result = Find(run, "mixed_precision", ClaimQuantity.MemorySaving);
        Assert.Equal(0.5, result.Measured!.Value, 6);
        Assert.Equal(4, result.BatchSize);
        Assert.Equal(2, Find(run, "ablation", ClaimQuantity.PeakMemoryGiB).BatchSize);
    }

    [Theory]
    [InlineData(0.25, 0.22, ClaimVerdict.Holds)]
    [InlineData(0.25, 0.30, ClaimVerdict.Holds)]
    [InlineData(0.25, 0.19, ClaimVerdict.DoesNotHold)]
    public void Accuracy_is_judged_by_its_difference_from_baseline(double plain, double scheme, ClaimVerdict expected)
    {
        ClaimResult result = Accuracy(SampleRuns.Simple("baseline", 8, [0.1], map: plain), SampleRuns.Simple("mixed_precision", 8, [0.1], map: scheme));
        Assert.Equal(expected, result.Verdict);
        Assert.Equal(scheme - plain, result.MeasuredRelative!.Value, 9);
    }

    [Fact]
    public void Accuracy_whose_repeated_passes_reach_over_the_limit_is_not_judged()
    {
        CaseResult Passes(string scheme, double low, double high) => SampleRuns.Simple(scheme, 8, [0.1]) with
        {
            Accuracy = new AccuracyResult { Map50 = (low + high) / 2, Passes = [new() { Seed = 0, Map50 = low }, new() { Seed = 1, Map50 = high }] },
        };
        Assert.Equal(ClaimVerdict.TooNoisy, Accuracy(Passes("baseline", 0.24, 0.26), Passes("mixed_precision", 0.20, 0.22)).Verdict);
        Assert.Equal(ClaimVerdict.Holds, Accuracy(Passes("baseline", 0.249, 0.251), Passes("mixed_precision", 0.209, 0.211)).Verdict);
    }

    [Fact]
    public void Accuracy_needs_passes_and_the_baseline()
    {
        Assert.Equal("needs accuracy passes", Accuracy(SampleRuns.Simple("baseline", 8, [0.1])).Reason);
        Assert.Equal("needs the baseline", Accuracy(SampleRuns.Simple("mixed_precision", 8, [0.1], map: 0.3)).Reason);
        Assert.Equal("needs another scheme", Accuracy(SampleRuns.Simple("baseline", 8, [0.1], map: 0.3)).Reason);
    }

    [Fact]
    public void The_table_has_a_row_per_claim() =>
        Assert.Equal(CommonClaims.All.Count, ClaimTable.Build(ClaimCheck.Evaluate(SampleRuns.Typical())).Rows.Count);

    private static ClaimResult Accuracy(params CaseResult[] cases) =>
        ClaimCheck.Evaluate(SampleRuns.Run("accuracy", cases)).Single(r => r.Claim.Quantity == ClaimQuantity.Map50);

    private static ClaimResult Find(BenchmarkRun run, string scheme, ClaimQuantity quantity) =>
        ClaimCheck.Evaluate(run).Single(r => r.Claim.Scheme == scheme && r.Claim.Quantity == quantity);

    private static BenchmarkRun Run(string device, params (string Scheme, int Batch, double Time, long Peak)[] cases)
    {
        BenchmarkRun run = SampleRuns.Run("claims", [.. cases.Select(c => SampleRuns.Simple(c.Scheme, c.Batch, [c.Time, c.Time, c.Time, c.Time], c.Peak))]);
        return run with { Environment = run.Environment with { DeviceName = device } };
    }
}
