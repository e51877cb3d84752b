using Reports.Json;
using Reports.Model;
using Reports.Tests;
using Support;

namespace Benchmarks.Tests.Commands.GateRates;

public class GateRatesCommandTests
{
    [Fact]
    public void Times_are_collected_from_runs_and_the_rates_of_the_gate_printed()
    {
        using TemporaryFolder folder = new();
        string[] runs = [.. Enumerable.Range(0, 3).Select(i => folder.File($"{i}.json"))];
        for (int i = 0; i < runs.Length; i++)
            RunJson.Write(SampleRuns.Run($"run-{i}", [Case(SampleRuns.Times(new Random(i), 0.1, 60, 0.005))]), runs[i]);
        (int exitCode, string output) = SuiteProgram.Run(["gate-rates", "--times", folder.File("times.json"), "--description", "three quiet runs", "--slowdown", "60%", "--collect", .. runs]);

        Assert.True(exitCode == 0, output);
        Assert.Contains("three quiet runs", output, StringComparison.Ordinal);
        Assert.Contains("(0 of 200)", output, StringComparison.Ordinal);
        Assert.Contains("100.0%  of cases slower by 60% (200 of 200)", output, StringComparison.Ordinal);
        Assert.Matches("Found 95% +4\\d\\.\\d%  is the smallest", output);
        Assert.Matches("Largest shift +\\d\\.\\d%  between runs", output);
        Assert.Contains("10 processes: TrainingStepBenchmarks.baseline(baseline, batch 4) was measured by 18 in all", output, StringComparison.Ordinal);
        Assert.Equal(output, SuiteProgram.Run("gate-rates", "--times", folder.File("times.json"), "--slowdown", "60%").Output);
    }

    [Fact]
    public void A_case_without_usable_times_in_one_of_the_runs_is_refused()
    {
        using TemporaryFolder folder = new();
        RunJson.Write(SampleRuns.Run("whole", [Case(SampleRuns.Times(new Random(1), 0.1, 60))]), folder.File("whole.json"));
        RunJson.Write(SampleRuns.Run("broken", [Case([]) with { IterationsPerProcess = null }]), folder.File("broken.json"));
        (int exitCode, string output) = SuiteProgram.Run("gate-rates", "--times", folder.File("times.json"), "--collect", folder.File("whole.json"), folder.File("broken.json"));

        Assert.Equal(2, exitCode);
        Assert.Contains("TrainingStepBenchmarks.baseline(baseline, batch 4): broken has no times.", output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("times.json")));
    }

    [Theory]
    [InlineData("--iterations", "3", "too few for any verdict")]
    public void Rates_of_a_gate_that_cannot_decide_are_refused(string option, string value, string complaint)
    {
        (int exitCode, string output) = SuiteProgram.Run("gate-rates", option, value);

        Assert.Equal(2, exitCode);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pairs", "0")]
    [InlineData("--iterations", "-3")]
    [InlineData("--slowdown", "0%")]
    [InlineData("--processes", "0")]
    public void Unusable_values_are_refused(string option, string value)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("times.json"), """{"schema_version": 1, "cases": [{"case": "a", "runs": [{"seconds": [1, 2]}]}]}""");
        (int exitCode, string output) = SuiteProgram.Run("gate-rates", "--times", folder.File("times.json"), option, value);

        Assert.Equal(2, exitCode);
        Assert.Contains(option, output, StringComparison.Ordinal);
    }

    // Six processes.
    private static CaseResult Case(double[] times) => SampleRuns.Simple("baseline", 4, times) with { IterationsPerProcess = [10, 10, 10, 10, 10, 10] };
}
