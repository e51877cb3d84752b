using Reports.Model;

namespace Reports.Tests;

public class RunOffJudgeTests
{
    [Fact]
    public void A_case_that_is_certainly_slower_is_named_with_its_interval()
    {
        RunOff runOff = RunOffJudge.Of(["a", "b"], Rounds(1, 5, 0.11, spread: 0.01));

        Assert.Equal(("a", 5, 30), (runOff.Fastest, runOff.Processes, runOff.Steps));
        Assert.Equal(("b", RunOffVerdict.Slower), (runOff.Others[0].Case, runOff.Others[0].Verdict));
        Assert.InRange(runOff.Others[0].Slower, 0.09, 0.13);
        Assert.InRange(0.11, runOff.Others[0].Interval.Low, runOff.Others[0].Interval.High);
    }

    [Fact]
    public void Cases_that_differ_by_less_than_2_percent_are_equal() =>
        Assert.Equal(RunOffVerdict.Equal, RunOffJudge.Of(["a", "b"], Rounds(2, 8, 0.003, spread: 0.005)).Others[0].Verdict);

    [Fact]
    public void A_spread_between_processes_that_hides_the_difference_leaves_it_open() =>
        Assert.Equal(RunOffVerdict.Open, RunOffJudge.Of(["a", "b"], Rounds(3, 4, 0.05, spread: 0.15)).Others[0].Verdict);

    [Fact]
    public void Two_rounds_decide_nothing() =>
        Assert.Equal(RunOffVerdict.Open, RunOffJudge.Of(["a", "b"], Rounds(4, 2, 0.5, spread: 0.001)).Others[0].Verdict);

    /// <summary>The run-off looks after every round, until it is certain: that must not make it certain of what is not so.</summary>
    [Fact]
    public void Looking_after_every_round_seldom_calls_an_equal_case_slower()
    {
        const int Runs = 500;
        int wrong = 0;
        for (int seed = 0; seed < Runs; seed++)
        {
            double[][][] rounds = Rounds(seed, 8, 0, spread: 0.03);
            RunOff last = Enumerable.Range(1, 8).Select(count => RunOffJudge.Of(["a", "b"], rounds[..count])).First(runOff => runOff.Processes == 8 || runOff.Others[0].Verdict != RunOffVerdict.Open);
            wrong += last.Others[0].Verdict == RunOffVerdict.Slower ? 1 : 0;
        }

        Assert.InRange(wrong, 0, 0.03 * Runs);
    }

    [Theory]
    [InlineData(3, 0.01, false)]
    [InlineData(4, 0.01, true)]
    [InlineData(4, 0.03, false)]
    [InlineData(7, 0.03, false)]
    [InlineData(8, 0.03, true)]
    public void An_open_case_ends_the_run_off_after_four_rounds_within_2_percent_and_after_eight_otherwise(int rounds, double slower, bool isOver) =>
        Assert.Equal(isOver, RunOffJudge.IsOver(After(rounds, Pair(RunOffVerdict.Open, slower), Pair(RunOffVerdict.Slower, 0.2))));

    [Fact]
    public void A_run_off_whose_cases_are_all_decided_is_over() =>
        Assert.True(RunOffJudge.IsOver(After(3, Pair(RunOffVerdict.Equal, 0.001), Pair(RunOffVerdict.Slower, 0.2))));

    [Fact]
    public void Rounds_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => RunOffJudge.Of(["a", "b"], [[[1.0, 1.0], [1.0]]]));

    private static RunOff After(int rounds, params RunOffPair[] pairs) => new() { Fastest = "a", Others = pairs, Processes = rounds, Steps = 6 * rounds };

    private static RunOffPair Pair(RunOffVerdict verdict, double slower) => new() { Case = "b", Slower = slower, Interval = new Interval(slower - 0.05, slower + 0.05), Verdict = verdict };

    // b is slower by a share; a process of it, by a spread more or less.
    private static double[][][] Rounds(int seed, int count, double slower, double spread)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double machine = 0.1 * (1 + (0.3 * random.NextDouble()));
            double process = (1 + slower) * Math.Exp(spread * Normal(random));
            return new[] { Steps(machine), Steps(machine * process) };
        })];

        double[] Steps(double mean) => [.. Enumerable.Range(0, 6).Select(_ => mean * (1 + (0.02 * random.NextDouble())))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
