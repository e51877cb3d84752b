using System.Text.Json;
using Reports.Export;
using Reports.Model;

namespace Reports.Tests.Export;

public class GitHubBenchmarkTests
{
    [Fact]
    public void Times_are_in_nanoseconds_and_failed_cases_are_left_out()
    {
        BenchmarkRun run = SampleRuns.Typical();
        using JsonDocument document = JsonDocument.Parse(GitHubBenchmark.Times(run));
        JsonElement[] benchmarks = [.. document.RootElement.GetProperty("Benchmarks").EnumerateArray()];
        Assert.Equal(run.Cases.Count(c => c.Status == CaseStatus.Ok), benchmarks.Length);
        Assert.NotEqual(run.Cases.Count, benchmarks.Length);
        Assert.Equal(run.Cases[0].Key, benchmarks[0].GetProperty("FullName").GetString());
        Assert.Equal(run.Cases[0].Statistics!.Mean * 1e9, benchmarks[0].GetProperty("Statistics").GetProperty("Mean").GetDouble(), 3);
        Assert.All(benchmarks, b => Assert.Equal(JsonValueKind.Number, b.GetProperty("Statistics").GetProperty("StandardDeviation").ValueKind));
    }

    [Fact]
    public void Memory_and_accuracy_are_custom_arrays()
    {
        BenchmarkRun run = SampleRuns.Typical();
        using JsonDocument memory = JsonDocument.Parse(GitHubBenchmark.Memory(run));
        JsonElement first = memory.RootElement[0];
        Assert.Equal("MiB", first.GetProperty("unit").GetString());
        Assert.Equal(run.Cases[0].PeakAllocatedBytes!.Value / 1048576.0, first.GetProperty("value").GetDouble(), 6);
        using JsonDocument map = JsonDocument.Parse(GitHubBenchmark.Accuracy(run));
        Assert.StartsWith("± ", map.RootElement[0].GetProperty("range").GetString(), StringComparison.Ordinal);
        Assert.Equal("[]\n", GitHubBenchmark.Accuracy(SampleRuns.Run("none", [SampleRuns.Simple("baseline", 8, [0.1])])));
    }

    [Fact]
    public void Results_of_an_experiment_are_by_scheme_and_in_GiB()
    {
        BenchmarkRun run = SampleRuns.Typical();
        using JsonDocument document = JsonDocument.Parse(ExperimentResults.ToJson(run));
        JsonElement amp = document.RootElement.GetProperty("mixed_precision");
        Assert.Equal(16, amp.GetProperty("batch_size").GetInt32());
        Assert.InRange(amp.GetProperty("peak_mem_GiB").GetDouble(), 8, 9);
        Assert.InRange(amp.GetProperty("mAP50").GetDouble(), 0.4, 0.5);
        Assert.Equal(9, document.RootElement.EnumerateObject().Count());
        using JsonDocument four = JsonDocument.Parse(ExperimentResults.ToJson(run, 4));
        Assert.Equal(4, four.RootElement.GetProperty("baseline").GetProperty("batch_size").GetInt32());
    }
}
