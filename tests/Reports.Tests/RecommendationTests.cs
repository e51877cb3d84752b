using Reports.Model;

namespace Reports.Tests;

public class RecommendationTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void The_least_time_per_image_wins()
    {
        Recommendation result = For(SampleRuns.Simple("baseline", 8, [0.8], GiB), SampleRuns.Simple("mixed_precision", 8, [0.4], 2 * GiB));
        Assert.Equal("On this device: mixed_precision, batch 8.", result.Headline);
        Assert.Contains(result.Reasons, r => r.Contains("0.50 of the time and 2.00 of the memory", StringComparison.Ordinal));
        Assert.Contains(result.Reasons, r => r.Contains("Accuracy was not measured", StringComparison.Ordinal));
    }

    [Fact]
    public void A_case_that_fills_the_device_is_not_recommended()
    {
        Recommendation result = For(SampleRuns.Simple("baseline", 8, [0.8], GiB), SampleRuns.Simple("baseline", 64, [1.0], 20 * GiB));
        Assert.Equal(8, result.Case!.BatchSize);
    }

    [Fact]
    public void Among_equally_fast_cases_the_smaller_one_is_better_value()
    {
        Recommendation result = For(SampleRuns.Simple("baseline", 32, [1.0], 8 * GiB), SampleRuns.Simple("baseline", 16, [0.51], 4 * GiB));
        Assert.Equal(16, result.Case!.BatchSize);
        Assert.Contains("needs less memory", result.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_that_costs_accuracy_is_left_out_and_named()
    {
        Recommendation result = For(SampleRuns.Simple("baseline", 8, [0.8], GiB, 0.45), SampleRuns.Simple("fast", 8, [0.2], GiB, 0.40));
        Assert.Equal("baseline", result.Case!.SchemeId);
        Assert.Contains(result.Reasons, r => r.Contains("losing more than 0.02 mAP@0.5: fast, batch 8", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_measured_case_nothing_is_invented()
    {
        Recommendation result = For(new CaseResult { Benchmark = "B", Scheme = new SchemeDescription { Id = "baseline" }, BatchSize = 4, Status = CaseStatus.OutOfMemory });
        Assert.Null(result.Case);
        Assert.Contains("No recommendation", result.Headline, StringComparison.Ordinal);
        Assert.Equal(["Out of memory: baseline, batch 4."], result.Reasons);
    }

    [Fact]
    public void Steps_of_different_networks_are_told_apart_and_none_is_recommended_over_another()
    {
        CaseResult[] cases = [.. ((string[])["rgb", "dual-add"]).Select(input => SampleRuns.Simple("baseline", 8, [0.8], GiB) with { Parameters = new Dictionary<string, string> { ["Input"] = input } })];

        Assert.Equal("No recommendation: the cases train networks of different kinds.", For(cases).Headline);
        Assert.Equal(["baseline, rgb, batch 8", "baseline, dual-add, batch 8"], CaseRow.Of([SampleRuns.Run("r", cases)]).Select(row => row.Name));
        Assert.Equal("baseline", For([.. cases, SampleRuns.Simple("baseline", 8, [0.8], GiB)]).Case!.SchemeId);
    }

    [Fact]
    public void Noise_that_could_change_the_order_is_reported()
    {
        Random random = new(5);
        Recommendation noisy = For(SampleRuns.Simple("baseline", 8, SampleRuns.Times(random, 0.1, 15, noise: 0.5)), SampleRuns.Simple("other", 8, SampleRuns.Times(random, 0.2, 15)));
        Recommendation quiet = For(SampleRuns.Simple("baseline", 8, SampleRuns.Times(random, 0.1, 15)), SampleRuns.Simple("other", 8, SampleRuns.Times(random, 0.2, 15)));
        Assert.Contains(noisy.Reasons, r => r.StartsWith("The times are noisy: in 1 of 2 cases", StringComparison.Ordinal));
        Assert.DoesNotContain(quiet.Reasons, r => r.Contains("noisy", StringComparison.Ordinal));
    }

    [Fact]
    public void The_recommendation_rests_on_the_run_off_and_says_so()
    {
        CaseResult[] cases = [SampleRuns.Simple("a", 8, [0.100], GiB), SampleRuns.Simple("b", 8, [0.095], 2 * GiB), SampleRuns.Simple("c", 8, [0.110], GiB)];
        Recommendation result = AfterRunOff(cases, Pair(cases[1], 0.11, RunOffVerdict.Slower), Pair(cases[2], 0.2, RunOffVerdict.Slower));
        Assert.Equal("On this device: a, batch 8.", result.Headline);
        Assert.Contains("Against it, b, batch 8 takes 11% [10%, 12%] more time per image; c, batch 8 takes 20% [19%, 21%] more time per image (run-off: 24 steps of each in turn, over 4 fresh processes of each).", result.Reasons);
    }

    [Fact]
    public void Cases_that_the_run_off_calls_equal_are_ordered_by_memory_then_by_accuracy()
    {
        CaseResult[] cases = [SampleRuns.Simple("a", 8, [0.1], 2 * GiB, 0.4), SampleRuns.Simple("b", 8, [0.1], GiB, 0.4), SampleRuns.Simple("c", 8, [0.1], GiB, 0.41)];
        Recommendation result = AfterRunOff(cases, Pair(cases[1], 0.005, RunOffVerdict.Equal), Pair(cases[2], 0.01, RunOffVerdict.Open));
        Assert.Equal("On this device: c, batch 8.", result.Headline);
        Assert.Contains(result.Reasons, reason => reason.StartsWith("Equal within 2%: a, batch 8; b, batch 8 (run-off", StringComparison.Ordinal));
        Assert.Contains(result.Reasons, reason => reason.StartsWith("Too close to tell from a, batch 8: c, batch 8, 1% [0%, 2%]", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_cases_that_may_be_the_fastest_are_candidates_of_a_run_off()
    {
        BenchmarkRun run = SampleRuns.Run("r", [
            SampleRuns.Simple("a", 8, [0.10], GiB), SampleRuns.Simple("a", 4, [0.06], GiB), SampleRuns.Simple("b", 8, [0.12], GiB), SampleRuns.Simple("c", 8, [0.11], GiB),
            SampleRuns.Simple("d", 8, [0.2], GiB), SampleRuns.Simple("e", 8, [0.09], 23 * GiB)]);
        Assert.Equal([("a", 8), ("c", 8), ("a", 4)], Recommendation.Candidates(run).Select(item => (item.SchemeId, item.BatchSize!.Value)));
    }

    // The first case was the fastest.
    private static Recommendation AfterRunOff(CaseResult[] cases, params RunOffPair[] others) => Recommendation.For(SampleRuns.Run("r", cases) with
    {
        RunOff = new RunOff { Fastest = cases[0].Key, Others = others, Processes = 4, Steps = 24 },
    });

    private static RunOffPair Pair(CaseResult item, double slower, RunOffVerdict verdict) =>
        new() { Case = item.Key, Slower = slower, Interval = new Interval(slower - 0.01, slower + 0.01), Verdict = verdict };

    private static Recommendation For(params CaseResult[] cases) => Recommendation.For(SampleRuns.Run("r", cases));
}
