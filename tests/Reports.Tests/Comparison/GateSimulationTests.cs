using Reports.Comparison;
using Reports.Model;
using Support;

namespace Reports.Tests.Comparison;

public class GateSimulationTests(ITestOutputHelper output)
{
    private static readonly ComparisonOptions NoDrift = new() { MachineDrift = 0 };

    /// <summary>
    /// Eight cases whose processes differ: log-normally, or in two speeds of which each process has one; all by the same, or
    /// the later cases by more.
    /// </summary>
    private static MeasuredTimes Processes(int seed, double spread, bool twoSpeeds = false, double noise = 0.02, int count = 60, double drift = 0, bool growing = false)
    {
        Random random = new(seed);
        return new MeasuredTimes
        {
            Cases = [.. Enumerable.Range(0, 8).Select(i => new MeasuredCase
            {
                Case = $"case {i}",
                Runs = [.. Enumerable.Range(0, count).Select(k => new MeasuredRun
                {
                    Seconds = SampleRuns.Times(random, 0.1 * (i + 1) * Speed(growing ? spread * i / 4 : spread) * (k < count / 2 ? 1 : 1 + drift), 5, noise),
                })],
            })],
        };

        double Speed(double spread) => twoSpeeds ? (random.Next(2) == 0 ? 1 : 1 + spread)
            : Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    [Theory]
    [InlineData(0.01, false, false, 3)]
    [InlineData(0.03, false, false, 3)]
    [InlineData(0.1, false, false, 3)]
    [InlineData(0.25, true, false, 3)]
    [InlineData(0.03, false, false, 2)]
    [InlineData(0.03, false, false, 5)]
    [InlineData(0.25, true, false, 5)]
    [InlineData(0.03, false, false, 10)]
    [InlineData(0.25, true, false, 10)]
    [InlineData(0.05, false, true, 3)]
    [InlineData(0.05, false, true, 5)]
    [InlineData(0.05, false, true, 10)]
    public void Processes_of_unchanged_code_alarm_in_at_most_two_percent_of_the_pairs(double spread, bool twoSpeeds, bool growing, int processes)
    {
        int alarms = 0, pairs = 0;
        for (int seed = 0; seed < 5; seed++)
        {
            GateRates rates = GateSimulation.Apart(Processes(seed, spread, twoSpeeds, growing: growing), slowdown: 1, processes, pairs: 200, options: NoDrift, seed: seed);
            (alarms, pairs) = (alarms + rates.PairsWithRegression, pairs + rates.Pairs);
        }

        double? found = GateSimulation.SmallestFound(Processes(1, spread, twoSpeeds, growing: growing), processes, pairs: 50, options: NoDrift);
        output.WriteLine($"{(double)alarms / pairs:P1} of pairs, slow-downs found from {found:P1} on");
        Assert.True(alarms <= 0.02 * pairs, $"{alarms} of {pairs}");
        Assert.True(found > spread / 2, $"{found:P1}");
    }

    [Fact]
    public void One_process_is_never_slower_whatever_the_slow_down()
    {
        GateRates rates = GateSimulation.Apart(Processes(1, 0.02), slowdown: 9, processes: 1);
        Assert.Equal((0, rates.Cases), (rates.CasesRegressed, rates.CasesTooNoisy));
        Assert.Null(GateSimulation.SmallestFound(Processes(1, 0.02), processes: 1));
    }

    [Fact]
    public void More_processes_find_a_smaller_slow_down()
    {
        MeasuredTimes times = Processes(2, 0.03);
        double?[] found = [.. new[] { 2, 3, 5, 10 }.Select(n => GateSimulation.SmallestFound(times, n, pairs: 50, options: NoDrift))];
        output.WriteLine(string.Join(", ", found.Select(f => $"{f:P1}")));
        Assert.Equal(found.OrderDescending(), found);
        Assert.True(GateSimulation.Apart(times, 1 + found[1]!.Value, pairs: 50, options: NoDrift).CaseRate >= 0.95);
        Assert.True(GateSimulation.Apart(times, 1 + found[1]!.Value - 0.001, pairs: 50, options: NoDrift).CaseRate < 0.95);
    }

    /// <summary>A speed that all processes of a run share is not in their spread: only the drift that is allowed for keeps it from being an alarm.</summary>
    [Fact]
    public void A_machine_that_is_slower_for_a_whole_run_is_an_alarm_only_beyond_the_drift_that_is_allowed_for()
    {
        MeasuredTimes drifting = Processes(1, 0.01, count: 20, drift: 0.2);
        Assert.InRange(GateSimulation.LargestShift(drifting, 10), 0.18, 0.24);
        Assert.True(GateSimulation.Apart(drifting, 1, processes: 10, options: NoDrift).PairRate > 0.3);
        Assert.Equal(0, GateSimulation.Apart(drifting, 1, processes: 10, options: new ComparisonOptions { MachineDrift = 0.25 }).PairsWithRegression);
    }

    /// <summary>The rates that docs/regression-gate.md states for whole runs, whose rounds see the machine's drift themselves.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    public void On_measured_runs_two_percent_of_the_pairs_of_different_times_alarm_at_most_whatever_drift_is_allowed_for(int processes)
    {
        MeasuredTimes measured = MeasuredTimes.Read(Path.Combine(Repository.Root, "artifacts", "reference", "measured-runs.json"));
        foreach (ComparisonOptions options in new[] { new ComparisonOptions(), NoDrift })
        {
            GateRates unchanged = GateSimulation.Apart(measured, 1, processes, pairs: 500, options: options);
            output.WriteLine($"drift {options.MachineDrift:P0}: {unchanged.PairRate:P1} of pairs alarm, slow-downs found from {GateSimulation.SmallestFound(measured, processes, pairs: 100, options: options):P1} on");
            Assert.True(unchanged.PairRate <= 0.02, $"{unchanged.PairRate:P1}");
        }
    }

    /// <summary>The rates that docs/regression-gate.md states for processes of different times, on what a machine really measured.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void On_measured_processes_two_percent_of_the_pairs_of_different_times_alarm_at_most(int processes)
    {
        MeasuredTimes measured = MeasuredTimes.Read(Path.Combine(Repository.Root, "artifacts", "reference", "measured-processes.json"));
        GateRates unchanged = GateSimulation.Apart(measured, 1, processes, pairs: 500);
        GateRates undrifting = GateSimulation.Apart(measured, 1, processes, pairs: 500, options: NoDrift);
        double? found = GateSimulation.SmallestFound(measured, processes, pairs: 100);
        output.WriteLine($"{unchanged.PairRate:P1} of pairs alarm, {undrifting.PairRate:P1} if no drift is allowed for; slow-downs found from {found:P1} on");

        Assert.True(unchanged.PairRate <= 0.02, $"{unchanged.PairRate:P1}");
        Assert.True(undrifting.PairRate > unchanged.PairRate);
        Assert.True(found < 9);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    public void With_drift_allowed_for_a_gross_slow_down_is_found(int processes)
    {
        double? found = GateSimulation.SmallestFound(Processes(1, 0.03), processes, pairs: 50);
        output.WriteLine($"{found:P1}");
        Assert.InRange(found!.Value, 0.4, 0.8);
        Assert.Equal(0, GateSimulation.Apart(Processes(1, 0.03), 1, processes, pairs: 1000).PairsWithRegression);
    }

    [Fact]
    public void Too_few_measured_processes_are_said_with_the_case()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => GateSimulation.Apart(Processes(1, 0.01, count: 5), 1, processes: 3));
        Assert.Equal("case 0 was measured by 5 processes; two runs of 3 need 6.", error.Message);
    }

    /// <summary>The rates that docs/regression-gate.md states, on what a machine really measured of unchanged code.</summary>
    [Fact]
    public void On_measured_times_in_turn_two_percent_of_the_pairs_alarm_and_a_slow_down_of_seven_percent_is_found()
    {
        MeasuredTimes measured = MeasuredTimes.Read(Path.Combine(Repository.Root, "artifacts", "reference", "measured-in-turn.json"));
        Assert.True(measured.AreInTurn);
        GateRates unchanged = GateSimulation.InTurn(measured, slowdown: 1, pairs: 200, iterations: 15);
        GateRates slower = GateSimulation.InTurn(measured, slowdown: 1.07, pairs: 200, iterations: 15);
        output.WriteLine($"{unchanged.PairRate:P1} of pairs alarm, {slower.CaseRate:P1} of cases found");

        Assert.True(unchanged.PairRate <= 0.02, $"{unchanged.PairRate:P1}");
        Assert.True(slower.CaseRate >= 0.95, $"{slower.CaseRate:P1}");
    }

    [Fact]
    public void Too_few_pairs_are_counted_and_are_no_verdict()
    {
        MeasuredTimes measured = MeasuredTimes.Read(Path.Combine(Repository.Root, "artifacts", "reference", "measured-in-turn.json"));
        GateRates rates = GateSimulation.InTurn(measured, slowdown: 2, pairs: 10, iterations: 6);
        Assert.Equal((0, rates.Cases), (rates.CasesRegressed, rates.CasesTooFew));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rates()
    {
        MeasuredTimes times = Processes(1, 0.03);
        Assert.Equal(GateSimulation.Apart(times, 1.6, pairs: 50, seed: 9), GateSimulation.Apart(times, 1.6, pairs: 50, seed: 9));
    }

    [Fact]
    public void Runs_in_turn_become_pairs_of_times()
    {
        BenchmarkRun before = SampleRuns.Typical(1, "a") with { InTurnWith = "b" };
        BenchmarkRun after = SampleRuns.Typical(2, "b") with { InTurnWith = "a" };
        MeasuredTimes times = MeasuredTimes.From([before, after]);

        MeasuredRun first = Assert.Single(times.Cases[0].Runs);
        Assert.Equal(before.Cases[0].IterationTimesSeconds, first.Seconds);
        Assert.Equal(after.Cases[0].IterationTimesSeconds, first.InTurn);
        Assert.Null(MeasuredTimes.From([before, SampleRuns.Typical(3, "alone")]).Cases[0].Runs[1].InTurn);
    }

    [Fact]
    public void Times_that_are_missing_in_one_of_the_runs_are_refused_by_case_and_run()
    {
        BenchmarkRun whole = SampleRuns.Run("whole", [SampleRuns.Simple("baseline", 8, [0.1, 0.2])]);
        CaseResult item = whole.Cases[0];
        Refused(item with { Status = CaseStatus.Failed, Message = "segmentation fault" }, "Step: other has no times: failed: segmentation fault.");
        Refused(item with { Status = CaseStatus.OutOfMemory }, "Step: other has no times: OOM.");
        Refused(item with { IterationTimesSeconds = [] }, "Step: other has no times.");
        Refused(item with { IterationTimesSeconds = [0.1, double.NaN] }, "Step: other has a time of NaN s (iteration 2).");
        Refused(item with { IterationsPerProcess = [1, 2] }, "Step: other has 2 times, but its processes [1, 2].");
        Refused(item with { BatchSize = 4 }, "Step: other does not have this case.");
        Assert.Contains("no case that was measured to the end", Assert.Throws<InvalidInputException>(() => MeasuredTimes.From([whole with { Cases = [] }])).Message, StringComparison.Ordinal);
        BenchmarkRun left = whole with { InTurnWith = "right" };
        BenchmarkRun right = whole with { RunId = "right", InTurnWith = "whole", Cases = [item with { IterationTimesSeconds = [0.1] }] };
        Assert.Contains("are no pairs", Assert.Throws<InvalidInputException>(() => MeasuredTimes.From([left, right])).Message, StringComparison.Ordinal);

        void Refused(CaseResult other, string expected)
        {
            string message = Assert.Throws<InvalidInputException>(() => MeasuredTimes.From([whole, whole with { RunId = "other", Cases = [other] }])).Message;
            Assert.Equal(expected.Replace("Step", item.Key, StringComparison.Ordinal), message);
        }
    }

    [Fact]
    public void Processes_of_several_runs_follow_each_other()
    {
        CaseResult item = SampleRuns.Simple("baseline", 8, [0.1, 0.2, 0.3]) with { IterationsPerProcess = [1, 2] };
        MeasuredTimes times = MeasuredTimes.From([SampleRuns.Run("one", [item]), SampleRuns.Run("two", [item with { IterationsPerProcess = null }])]);
        Assert.Equal([[0.1], [0.2, 0.3], [0.1, 0.2, 0.3]], times.Cases[0].Processes);
    }

    [Fact]
    public void Measured_times_are_written_and_read()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("times.json");
        MeasuredTimes times = MeasuredTimes.From([SampleRuns.Typical(1), SampleRuns.Typical(2)], "two runs");
        times.Write(path);
        MeasuredTimes read = MeasuredTimes.Read(path);
        Assert.Equal(2, read.Cases[0].Runs.Count);
        Assert.Equal(times.Cases[3].Runs[1].Seconds, read.Cases[3].Runs[1].Seconds);

        File.WriteAllText(path, """{"schema_version": 1, "cases": [{"case": "a", "runs": [{"seconds": [0]}]}]}""");
        Assert.Throws<InvalidInputException>(() => MeasuredTimes.Read(path));
        File.WriteAllText(path, """{"schema_version": 1, "cases": [{"case": "a", "runs": [{"seconds": [1, 2], "in_turn": [1]}]}]}""");
        Assert.Throws<InvalidInputException>(() => MeasuredTimes.Read(path));
        File.WriteAllText(path, """{"schema_version": 1, "cases": [{"case": "a", "runs": [{"seconds": [1, 2], "iterations_per_process": [1, 2]}]}]}""");
        Assert.Throws<InvalidInputException>(() => MeasuredTimes.Read(path));
        File.WriteAllText(path, """{"schema_version": 1, "cases": [{"case": "a", "runs": [{"seconds": [1], "in_turn": [1]}, {"seconds": [1]}]}]}""");
        Assert.Contains("keep them in two files", Assert.Throws<InvalidInputException>(() => MeasuredTimes.Read(path)).Message, StringComparison.Ordinal);
    }
}
