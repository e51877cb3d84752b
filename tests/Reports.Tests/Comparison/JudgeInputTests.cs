using System.Globalization;
using System.Text.RegularExpressions;
using Reports.Comparison;
using Reports.Model;
using Support;

namespace Reports.Tests.Comparison;

/// <summary>Every input of the gate that can be missing or unusable, with its exit code; the table in docs/regression-gate.md has a row for each.</summary>
public partial class JudgeInputTests(ITestOutputHelper log)
{
    private static readonly CaseResult Good = SampleRuns.Simple("baseline", 8, SampleRuns.Times(new Random(1), 0.1, 15), 1000, 0.5) with { IterationsPerProcess = [5, 5, 5] };
    private static readonly CaseResult Other = SampleRuns.Simple("zero3", 8, SampleRuns.Times(new Random(2), 0.1, 15), 1000, 0.5) with { IterationsPerProcess = [5, 5, 5] };
    private static readonly CaseResult Failed = Good with { Status = CaseStatus.Failed, Message = "segmentation fault" };
    private static readonly CaseResult OutOfMemory = Good with { Status = CaseStatus.OutOfMemory, Message = "1 GiB" };

    private static readonly Dictionary<string, Func<RunComparison>> Inputs = new()
    {
        ["ok in both, nothing changed"] = () => Of(Good, Good),
        ["slower in turn"] = () => InTurn(Good, Times(1.2)),
        ["slower at another time, by more than processes and the machine differ"] = () => Of(Good, Times(1.6)),
        ["slower at another time, one process in a run"] = () => Of(Good with { IterationsPerProcess = null }, Times(3)),
        ["no times in the baseline"] = () => Of(Good with { IterationTimesSeconds = [], IterationsPerProcess = null }, Good),
        ["no times now"] = () => Of(Good, Good with { IterationTimesSeconds = [], IterationsPerProcess = null }),
        ["no times in both"] = () => Of(Good with { IterationTimesSeconds = [], IterationsPerProcess = null }, Good with { IterationTimesSeconds = [], IterationsPerProcess = null }),
        ["a time that is NaN, infinite, zero or negative"] = () => Of(Good, Good with { IterationTimesSeconds = [double.NaN, .. Good.IterationTimesSeconds.Skip(1)] }),
        ["processes that are not those of the times"] = () => Of(Good with { IterationsPerProcess = [5, 5] }, Good),
        ["fewer pairs in turn than a verdict needs"] = () => InTurn(Good with { IterationTimesSeconds = [0.1, 0.1], IterationsPerProcess = null }, Good with { IterationTimesSeconds = [0.2, 0.2], IterationsPerProcess = null }),
        ["in turn, but not as many times in both"] = () => InTurn(Good, Good with { IterationTimesSeconds = [.. Good.IterationTimesSeconds.Take(14)], IterationsPerProcess = null }),
        ["in turn with another run than the one given"] = () => RunComparison.Compare(Run(Good) with { InTurnWith = "third" }, Run(Good) with { RunId = "now" }),
        ["ok, now out of memory"] = () => Of(Good, OutOfMemory),
        ["ok, now failed"] = () => Of(Good, Failed),
        ["out of memory, now ok"] = () => Of(OutOfMemory, Good),
        ["out of memory in both"] = () => Of(OutOfMemory, OutOfMemory),
        ["out of memory, now failed"] = () => Of(OutOfMemory, Failed),
        ["failed, now ok"] = () => Of(Failed, Good),
        ["failed, now out of memory"] = () => Of(Failed, OutOfMemory),
        ["failed in both"] = () => Of(Failed, Failed),
        ["out of memory in both, and no other case"] = () => RunComparison.Compare(Run(OutOfMemory), Run(OutOfMemory) with { RunId = "now" }),
        ["a case is gone: an interrupted run, a filter"] = () => RunComparison.Compare(Run(Good, Other), Run(Other) with { RunId = "now" }),
        ["a case is gone, with --allow-missing"] = () => RunComparison.Compare(Run(Good, Other), Run(Other) with { RunId = "now" }, new ComparisonOptions { AllowMissing = true }),
        ["a case is new"] = () => RunComparison.Compare(Run(Other), Run(Good, Other) with { RunId = "now" }),
        ["another batch size, or none"] = () => Of(Good, Good with { BatchSize = null }),
        ["no scheme on one side"] = () => Of(Good, Good with { Scheme = null }),
        ["a scheme made of other parts under its id"] = () => Of(Made("fp32"), Made("bf16")),
        ["a part of the scheme that one run does not state"] = () => Of(Made("fp32"), Good),
        ["a case twice in a run"] = () => RunComparison.Compare(Run(Good, Other), Run(Good, Good, Other) with { RunId = "now" }),
        ["no peak memory now"] = () => Of(Good, Good with { PeakAllocatedBytes = null }),
        ["no peak memory in the baseline"] = () => Of(Good with { PeakAllocatedBytes = null }, Good),
        ["no peak memory in both"] = () => Of(Good with { PeakAllocatedBytes = null }, Good with { PeakAllocatedBytes = null }),
        ["a peak memory of zero or less now"] = () => Of(Good, Good with { PeakAllocatedBytes = 0 }),
        ["a peak memory of zero or less in the baseline"] = () => Of(Good with { PeakAllocatedBytes = -1 }, Good),
        ["no mAP now"] = () => Of(Good, Good with { Accuracy = null }),
        ["no mAP in the baseline"] = () => Of(Good with { Accuracy = null }, Good),
        ["mAP is NaN now"] = () => Of(Good, Map(double.NaN)),
        ["mAP was NaN"] = () => Of(Map(double.NaN), Good),
        ["mAP is NaN in both"] = () => Of(Map(double.NaN), Map(double.NaN)),
        ["mAP outside of 0..1"] = () => Of(Good, Map(46)),
        ["mAP of one of the passes is NaN now"] = () => Of(Good, Good with { Accuracy = Good.Accuracy! with { Passes = [Pass(0.5), Pass(double.NaN)] } }),
        ["a regression and a hole"] = () => RunComparison.Compare(Run(Good, Other), Run(Good with { PeakAllocatedBytes = 2000 }) with { RunId = "now" }),
        ["another device, libtorch, thread count, network, image size, data set or warm start"] = () => RunComparison.Compare(Run(Good), With(e => e with { Threads = 2 })),
        ["the same with --force"] = () => RunComparison.Compare(Run(Good), With(e => e with { Threads = 2 }), new ComparisonOptions { Force = true }),
        ["one of these is not recorded in a run"] = () => RunComparison.Compare(Run(Good), With(e => e with { Threads = null })),
        ["another driver, .NET, operating system, commit"] = () => RunComparison.Compare(Run(Good), With(e => e with { Driver = "1", Commit = null })),
        ["a run without cases"] = () => RunComparison.Compare(Run(Good), Run() with { RunId = "now" }),
        ["no case in common"] = () => RunComparison.Compare(Run(Good), Run(Other) with { RunId = "now" }),
        ["a run with itself"] = () => RunComparison.Compare(Run(Good), Run(Good)),
        ["a threshold of zero (times), below zero, NaN or 100% and more; a drift below zero or NaN"] = () => RunComparison.Compare(Run(Good), Run(Good), new ComparisonOptions { TimeThreshold = double.NaN }),
    };

    public static TheoryData<string, int> Rows() => [.. DocumentedRows().Select(row => (row.Input, row.ExitCode))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_input_has_the_exit_code_that_the_document_states(string input, int exitCode)
    {
        RunComparison result;
        try
        {
            result = Inputs[input]();
        }
        catch (InvalidInputException error)
        {
            log.WriteLine(error.Message);
            Assert.Equal(2, exitCode);
            return;
        }

        string text = ComparisonReport.ToText(result), markdown = ComparisonReport.ToMarkdown(result), json = ComparisonReport.ToJson(result);
        log.WriteLine(text);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains($"\"exit_code\": {exitCode}", json, StringComparison.Ordinal);
        foreach (ComparisonHole hole in result.Holes)
        {
            Assert.Contains($"Hole: {hole}", text, StringComparison.Ordinal);
            Assert.Contains(hole.Case.Split('(')[0], markdown, StringComparison.Ordinal);
            Assert.Contains($"\"side\": \"{hole.Side.ToString().ToLowerInvariant()}\"", json, StringComparison.Ordinal);
        }

        Assert.True(exitCode != 2 || result.Holes.Count > 0 || result.NotComparable is not null);
        Assert.Equal(exitCode == 1, result.Summary.Contains("regressed", StringComparison.Ordinal));
        Assert.Equal(exitCode == 0, result.Summary.StartsWith("No regression", StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_has_a_row_for_every_input() => Assert.Equal(Inputs.Keys.Order(), DocumentedRows().Select(r => r.Input).Order());

    [Theory]
    [InlineData("failed, now ok", ComparisonSide.Baseline, "failed: segmentation fault")]
    [InlineData("failed in both", ComparisonSide.Both, "failed: segmentation fault")]
    [InlineData("out of memory, now failed", ComparisonSide.Current, "failed: segmentation fault")]
    [InlineData("no times now", ComparisonSide.Current, "has no times")]
    [InlineData("a time that is NaN, infinite, zero or negative", ComparisonSide.Current, "has a time of NaN s (iteration 1)")]
    [InlineData("a case is gone: an interrupted run, a filter", ComparisonSide.Current, "does not have this case")]
    [InlineData("no peak memory now", ComparisonSide.Current, "has no peak memory, the baseline has")]
    [InlineData("mAP was NaN", ComparisonSide.Baseline, "has an mAP of NaN")]
    public void A_hole_names_case_side_and_reason(string input, ComparisonSide side, string reason)
    {
        ComparisonHole hole = Assert.Single(Inputs[input]().Holes);
        Assert.Equal((Good.Key, side, reason), (hole.Case, hole.Side, hole.Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.PositiveInfinity)]
    public void Every_kind_of_unusable_time_is_a_hole(double time) =>
        Assert.Equal(2, Of(Good with { IterationTimesSeconds = [time, .. Good.IterationTimesSeconds.Skip(1)] }, Good).ExitCode);

    [Fact]
    public void A_regression_and_a_hole_are_both_said()
    {
        string text = ComparisonReport.ToText(Inputs["a regression and a hole"]());
        Assert.Contains("Hole: " + Other.Key, text, StringComparison.Ordinal);
        Assert.EndsWith("1 case regressed: 1 case compared; 1 hole.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_no_longer_runs_out_of_memory_is_an_improvement()
    {
        RunComparison result = Inputs["out of memory, now ok"]();
        Assert.Equal(Verdict.Improved, result.Cases[0].Status);
        Assert.Contains("was OOM, now ok", ComparisonReport.ToText(result), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Input, int ExitCode)> DocumentedRows()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "regression-gate.md"));
        return Row().Matches(text).Select(m => (m.Groups["input"].Value, int.Parse(m.Groups["code"].Value, CultureInfo.InvariantCulture)));
    }

    // A second case that is fine on both sides, so that the first alone decides.
    private static RunComparison Of(CaseResult before, CaseResult after) => RunComparison.Compare(Run(before, Other), Run(after, Other) with { RunId = "now" });

    private static RunComparison InTurn(CaseResult before, CaseResult after) =>
        RunComparison.Compare(Run(before, Other) with { InTurnWith = "now" }, Run(after, Other) with { RunId = "now", InTurnWith = "before" });

    private static BenchmarkRun Run(params CaseResult[] cases) => SampleRuns.Run("before", cases);

    private static BenchmarkRun With(Func<RunEnvironment, RunEnvironment> change)
    {
        BenchmarkRun run = Run(Good);
        return run with { RunId = "now", Environment = change(run.Environment) };
    }

    private static CaseResult Times(double factor) => Good with { IterationTimesSeconds = [.. Good.IterationTimesSeconds.Select(t => t * factor)] };

    private static CaseResult Map(double map) => Good with { Accuracy = new AccuracyResult { Map50 = map } };

    private static CaseResult Made(string precision) => Good with { Scheme = Good.Scheme! with { Precision = precision } };

    private static AccuracyPass Pass(double map) => new() { Seed = 0, Map50 = map };

    [GeneratedRegex(@"^\| (?<input>[^|]+) \| [^|]+ \| (?<code>[012]) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
