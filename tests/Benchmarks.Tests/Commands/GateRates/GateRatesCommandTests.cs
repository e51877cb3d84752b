using Reports.Json;
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
            RunJson.Write(SampleRuns.Run($"run-{i}", [SampleRuns.Simple("baseline", 4, SampleRuns.Times(new Random(i), 0.1, 60))]), runs[i]);
        (int exitCode, string output) = SuiteProgram.Run(["gate-rates", "--times", folder.File("times.json"), "--description", "three quiet runs", "--slowdown", "20%", "--collect", .. runs]);

        Assert.True(exitCode == 0, output);
        Assert.Contains("three quiet runs", output, StringComparison.Ordinal);
        Assert.Contains("(0 of 200)", output, StringComparison.Ordinal);
        Assert.Contains("100.0%  of cases slower by 20% (200 of 200)", output, StringComparison.Ordinal);
        Assert.Matches("Too noisy to tell +0.0%  of them", output);
        Assert.Equal(output, SuiteProgram.Run("gate-rates", "--times", folder.File("times.json"), "--slowdown", "20%").Output);
    }

    [Theory]
    [InlineData("--pairs", "0")]
    [InlineData("--iterations", "-3")]
    [InlineData("--slowdown", "0%")]
    public void Unusable_values_are_refused(string option, string value)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("times.json"), """{"schema_version": 1, "cases": [{"case": "a", "runs": [{"seconds": [1, 2]}]}]}""");
        (int exitCode, string output) = SuiteProgram.Run("gate-rates", "--times", folder.File("times.json"), option, value);

        Assert.Equal(2, exitCode);
        Assert.Contains(option, output, StringComparison.Ordinal);
    }
}
