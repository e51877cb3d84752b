using Reports.Comparison;
using Reports.Json;
using Reports.Model;
using Support;

namespace Reports.Tests.Comparison;

public class RunComparisonTests
{
    [Fact]
    public void Equal_runs_are_the_same()
    {
        BenchmarkRun run = SampleRuns.Typical();
        RunComparison result = Quiet(run, run with { RunId = "again" });
        Assert.Equal(0, result.ExitCode);
        Assert.All(result.Cases.Where(c => c.Time.BaselineCount > 0), c => Assert.Equal(Verdict.Same, c.Time.Verdict));
        Assert.Empty(result.Missing);
        Assert.Contains("No regression", ComparisonReport.ToText(result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_that_was_changed_under_its_id_is_a_hole()
    {
        Random random = new(1);
        BenchmarkRun before = Mine(interval: 3), after = Mine(interval: 2);

        RunComparison result = RunComparison.Compare(before, after);

        Assert.Contains("baseline", Assert.Single(result.Cases).Key, StringComparison.Ordinal);
        Assert.Equal("have mine made of different parts: in the baseline it is FP32, checkpoint every 3 layers, now FP32, checkpoint every 2 layers", Assert.Single(result.Holes).Reason);
        Assert.Equal(2, RunComparison.Compare(before, before with { RunId = "again" }).Cases.Count);

        BenchmarkRun Mine(int interval)
        {
            CaseResult custom = SampleRuns.Simple("mine", 8, SampleRuns.Times(random, 0.1, 15));
            return SampleRuns.Run("run", [SampleRuns.Simple("baseline", 8, SampleRuns.Times(random, 0.1, 15)), custom with { Scheme = custom.Scheme! with { Precision = "fp32", CheckpointInterval = interval } }]);
        }
    }

    [Fact]
    public void A_slower_run_is_a_regression_with_its_interval()
    {
        Random random = new(1);
        RunComparison result = Quiet(One(SampleRuns.Times(random, 0.1, 15)), Now(SampleRuns.Times(random, 0.12, 15)));
        Assert.Equal(1, result.ExitCode);
        TimeComparison time = result.Cases[0].Time;
        Assert.Equal((Verdict.Regressed, 3, 3), (time.Verdict, time.BaselineProcesses, time.CurrentProcesses));
        Assert.InRange(time.Shift!.Value, time.ShiftInterval!.Low, time.ShiftInterval.High);
        Assert.Contains("▲ slower", ComparisonReport.ToText(result), StringComparison.Ordinal);
        Assert.Contains("❌ 1 case regressed", ComparisonReport.ToMarkdown(result), StringComparison.Ordinal);
        Assert.Contains("\"verdict\": \"regressed\"", ComparisonReport.ToJson(result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_faster_run_is_no_regression()
    {
        Random random = new(1);
        RunComparison result = Quiet(One(SampleRuns.Times(random, 0.1, 15)), Now(SampleRuns.Times(random, 0.08, 15)));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Verdict.Improved, result.Cases[0].Time.Verdict);
    }

    /// <summary>However many iterations agree, they are those of one process.</summary>
    [Fact]
    public void A_run_of_one_process_is_never_slower_or_faster_and_its_memory_is_judged_all_the_same()
    {
        BenchmarkRun one = One(Enumerable.Repeat(0.1, 100), 1000), slower = Now(Enumerable.Repeat(0.2, 100), 2000);
        BenchmarkRun alone = one with { Cases = [one.Cases[0] with { IterationsPerProcess = null }] };
        foreach ((BenchmarkRun before, BenchmarkRun after) in new[] { (alone, slower), (slower, alone), (alone, alone with { RunId = "now" }) })
            Assert.Equal(Verdict.TooNoisy, RunComparison.Compare(before, after).Cases[0].Time.Verdict);

        RunComparison result = RunComparison.Compare(alone, slower);
        Assert.Equal((1, Verdict.Regressed), (result.ExitCode, result.Cases[0].Memory.Verdict));
        string text = ComparisonReport.ToText(result);
        Assert.Contains("? too noisy to tell at 5.0% (1 and 3 processes): use versus", text, StringComparison.Ordinal);
        Assert.Contains("Note: One process says nothing of how much the next one", text, StringComparison.Ordinal);
    }

    /// <summary>The 25% by which processes of the same code were seen to differ.</summary>
    [Fact]
    public void Processes_that_differ_more_than_the_runs_are_too_noisy_with_the_slow_down_that_could_be_told()
    {
        double[] before = [.. Enumerable.Repeat(0.1, 5), .. Enumerable.Repeat(0.125, 5), .. Enumerable.Repeat(0.11, 5)];
        RunComparison result = Quiet(One(before), Now(before.Select(t => t * 1.2)));
        TimeComparison time = result.Cases[0].Time;
        Assert.Equal((0, Verdict.TooNoisy), (result.ExitCode, time.Verdict));
        Assert.InRange(time.Detectable!.Value, 0.3, 1);
        Assert.Matches(@"\? too noisy to tell at 5\.0%, only from \d+\.\d% on: use versus", ComparisonReport.ToText(result));
        Assert.Contains("1 undecided", result.Summary, StringComparison.Ordinal);
        Assert.Equal(Verdict.Regressed, Quiet(One(before), Now(before.Select(t => t * (1.2 + time.Detectable.Value)))).Cases[0].Time.Verdict);
    }

    /// <summary>However quiet the processes: what they share is not in their spread.</summary>
    [Fact]
    public void A_shift_within_the_drift_of_the_machine_is_too_noisy_and_beyond_it_slower()
    {
        Random random = new(1);
        BenchmarkRun before = One(SampleRuns.Times(random, 0.1, 15, 0.002)), now = Now(SampleRuns.Times(random, 0.13, 15, 0.002));
        Assert.Equal(Verdict.TooNoisy, RunComparison.Compare(before, now).Cases[0].Time.Verdict);
        Assert.Equal(Verdict.Regressed, RunComparison.Compare(before, now, new ComparisonOptions { MachineDrift = 0.2 }).Cases[0].Time.Verdict);
        Assert.Equal(Verdict.Regressed, RunComparison.Compare(before, Now(SampleRuns.Times(random, 0.15, 15, 0.002))).Cases[0].Time.Verdict);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void Too_few_samples_in_turn_are_said_as_such_even_if_they_are_equal(int count)
    {
        RunComparison result = RunComparison.Compare(
            One(Enumerable.Repeat(0.1, count)) with { InTurnWith = "now" }, Now(Enumerable.Repeat(0.1, count)) with { InTurnWith = "one" });
        Assert.Equal(Verdict.TooFewSamples, result.Cases[0].Time.Verdict);
        Assert.Equal(7, result.Cases[0].Time.NeededCount);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("too few samples", ComparisonReport.ToText(result), StringComparison.Ordinal);
        Assert.Contains("1 undecided", result.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_goes_by_the_plain_threshold()
    {
        double[] times = [.. Enumerable.Repeat(0.1, 10)];
        Assert.Equal(Verdict.Same, Memory(1_000_000, 1_010_000));
        Assert.Equal(Verdict.Regressed, Memory(1_000_000, 1_010_001));
        Assert.Equal(Verdict.Improved, Memory(1_000_000, 900_000));
        Assert.Equal(Verdict.NotMeasured, Memory(null, 900_000));

        Verdict Memory(long? a, long? b) => RunComparison.Compare(One(times, a), Now(times, b)).Cases[0].Memory.Verdict;
    }

    [Fact]
    public void Accuracy_counts_beyond_the_threshold_and_beyond_the_spread()
    {
        Assert.Equal(Verdict.Same, Map(Of(0.50), Of(0.485)));
        Assert.Equal(Verdict.Regressed, Map(Of(0.50), Of(0.47)));
        Assert.Equal(Verdict.Same, Map(Of(0.50, 0.48, 0.52), Of(0.47)));
        Assert.Equal(Verdict.Regressed, Map(Of(0.50, 0.48, 0.52), Of(0.45)));
        Assert.Equal(Verdict.Improved, Map(Of(0.50), Of(0.53)));
        Assert.Equal(Verdict.NotMeasured, Map(Of(0.50), null));

        static AccuracyResult Of(double map, params double[] passes) =>
            new() { Map50 = map, Passes = [.. passes.Select((p, i) => new AccuracyPass { Seed = i, Map50 = p })] };
        static Verdict Map(AccuracyResult? a, AccuracyResult? b)
        {
            BenchmarkRun before = One([0.1]), after = Now([0.1]);
            return RunComparison.Compare(
                before with { Cases = [before.Cases[0] with { Accuracy = a }] }, after with { Cases = [after.Cases[0] with { Accuracy = b }] }).Cases[0].Accuracy.Verdict;
        }
    }

    [Fact]
    public void Missing_and_new_cases_are_named()
    {
        BenchmarkRun run = SampleRuns.Typical();
        CaseResult added = SampleRuns.Simple("new_scheme", 8, [0.1]);
        RunComparison result = RunComparison.Compare(run, run with { Cases = [.. run.Cases.Skip(1), added] });
        Assert.Equal([run.Cases[0].Key], result.Missing);
        Assert.Equal([added.Key], result.Added);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(0, RunComparison.Compare(run, run with { Cases = [.. run.Cases.Skip(1), added] }, new ComparisonOptions { AllowMissing = true }).ExitCode);
        string text = ComparisonReport.ToText(result);
        Assert.Contains("Missing now: TrainingStepBenchmarks.Baseline(baseline, batch 4)", text, StringComparison.Ordinal);
        Assert.Contains("New, without a baseline: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_now_runs_out_of_memory_is_a_regression()
    {
        BenchmarkRun run = One(Enumerable.Repeat(0.1, 10));
        BenchmarkRun broken = run with { RunId = "broken", Cases = [run.Cases[0] with { Status = CaseStatus.OutOfMemory, Message = "1 GiB" }] };
        Assert.Equal(1, RunComparison.Compare(run, broken).ExitCode);
        Assert.Equal(0, RunComparison.Compare(broken, run).ExitCode);
        Assert.Equal(2, RunComparison.Compare(broken, broken with { RunId = "again" }).ExitCode);
        Assert.Contains("was ok, now OOM: 1 GiB", ComparisonReport.ToText(RunComparison.Compare(run, broken)), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_device_is_not_comparable_field_by_field_unless_forced()
    {
        BenchmarkRun run = SampleRuns.Typical();
        BenchmarkRun other = run with
        {
            RunId = "other",
            Environment = run.Environment with { DeviceName = "Other", LibtorchVersion = "1.13.1", Driver = "1" },
            Workload = run.Workload with { Imgsz = 320, DatasetHash = null },
        };
        RunComparison result = RunComparison.Compare(run, other);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Cases);
        Assert.Equal(
            ["environment.device_name", "environment.libtorch_version", "workload.imgsz"],
            result.Differences.Where(d => d.Blocking).Select(d => d.Field));
        string text = ComparisonReport.ToText(result);
        Assert.Contains("environment.device_name: NVIDIA Sample 24GB -> Other (prevents a comparison)", text, StringComparison.Ordinal);
        Assert.Contains("environment.driver: 550.54.15 -> 1 (only mentioned)", text, StringComparison.Ordinal);

        RunComparison forced = RunComparison.Compare(run, other, new ComparisonOptions { Force = true });
        Assert.Equal(0, forced.ExitCode);
        Assert.NotEmpty(forced.Cases);
    }

    [Fact]
    public void Runs_without_a_common_case_are_not_comparable()
    {
        BenchmarkRun run = One([0.1]);
        Assert.Contains("no case in common", RunComparison.Compare(run, run with { Cases = [] }).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_is_slower_throughout_is_noted()
    {
        BenchmarkRun run = SampleRuns.Typical();
        BenchmarkRun slow = run with { Cases = [.. run.Cases.Select(c => c with { IterationTimesSeconds = [.. c.IterationTimesSeconds.Select(t => t * 1.12)] })] };
        RunComparison result = Quiet(run, slow);
        Assert.Equal(1, result.ExitCode);
        Assert.Collection(
            result.Notes,
            note => Assert.Contains("busier machine", note, StringComparison.Ordinal),
            note => Assert.Contains("one after the other", note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(1.5)]
    public void Unusable_thresholds_are_refused(double threshold)
    {
        BenchmarkRun run = One([0.1]);
        Assert.Throws<InvalidInputException>(() => RunComparison.Compare(run, run, new ComparisonOptions { TimeThreshold = threshold }));
    }

    [Fact]
    public void Comparing_files_reports_what_is_wrong_with_them()
    {
        using TemporaryFolder folder = new();
        string json = RunJson.ToJson(SampleRuns.Typical());
        string whole = folder.File("whole.json");
        File.WriteAllText(whole, json);
        Assert.Contains("both are the same run", RunComparison.Compare(RunJson.Read(whole), RunJson.Read(whole)).Summary, StringComparison.Ordinal);

        string truncated = folder.File("truncated.json");
        File.WriteAllText(truncated, json[..(json.Length / 2)]);
        Assert.Contains("truncated.json is not the complete JSON of a run", Assert.Throws<InvalidInputException>(() => RunJson.Read(truncated)).Message, StringComparison.Ordinal);
    }

    // On a machine whose speed is always the same.
    private static RunComparison Quiet(BenchmarkRun before, BenchmarkRun after) => RunComparison.Compare(before, after, new ComparisonOptions { MachineDrift = 0 });

    // Three processes, as many times of each as there are.
    private static BenchmarkRun One(IEnumerable<double> times, long? peak = null)
    {
        CaseResult item = SampleRuns.Simple("baseline", 8, [.. times], peak);
        int n = item.IterationTimesSeconds.Count;
        return SampleRuns.Run("one", [item with { IterationsPerProcess = n < 3 ? null : [n / 3, n / 3, n - (2 * (n / 3))] }]);
    }

    private static BenchmarkRun Now(IEnumerable<double> times, long? peak = null) => One(times, peak) with { RunId = "now" };
}
