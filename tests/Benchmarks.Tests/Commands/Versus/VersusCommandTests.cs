using Reports.Comparison;
using Reports.Json;
using Reports.Model;
using Support;

namespace Benchmarks.Tests.Commands.Versus;

/// <summary>Two versions in turn; here both are the program under test.</summary>
public sealed class VersusCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LongFact]
    public void Two_versions_are_stepped_in_turn_and_judged()
    {
        string tree = BuiltTree();
        (int exitCode, string output) = SuiteProgram.Run(
            "versus", tree, "--model", "n", "--imgsz", "64", "--batch", "1", "--device", "cpu", "--scheme", "baseline,mixed_precision",
            "--iterations", "7", "--launches", "2", "--warmup", "1", "--threshold", "80%", "--out", _folder.File("out"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("No regression: 2 cases compared", output, StringComparison.Ordinal);
        Assert.Contains("[2/2] mixed_precision, batch 1", output, StringComparison.Ordinal);
        BenchmarkRun before = RunJson.Read(_folder.File("out/baseline.json")), after = RunJson.Read(_folder.File("out/current.json"));
        Assert.Equal(after.RunId, before.InTurnWith);
        Assert.All(before.Cases.Concat(after.Cases), c => Assert.Equal((CaseStatus.Ok, 7), (c.Status, c.IterationTimesSeconds.Count)));
        Assert.All(before.Cases.Concat(after.Cases), c => Assert.Equal([3, 4], c.IterationsPerProcess));
        Assert.Equal(before.Cases.Select(c => c.PeakAllocatedBytes), after.Cases.Select(c => c.PeakAllocatedBytes));
        Assert.All(before.Cases, c => Assert.True(c.PeakAllocatedBytes > 0));
        Assert.All(RunComparison.Compare(before, after).Cases, c => Assert.True(c.Time.InTurn));
        Assert.True(File.Exists(_folder.File("out/comparison.json")) && File.Exists(_folder.File("out/comparison.md")));
    }

    [Fact]
    public void A_baseline_that_does_not_run_is_a_hole_with_its_last_words()
    {
        // A file that is not a program.
        string tree = _folder.File("broken/bench/bin/Release/net10.0");
        Directory.CreateDirectory(tree);
        File.WriteAllText(Path.Combine(tree, "Benchmarks.dll"), "no program");
        (int exitCode, string output) = SuiteProgram.Run(
            "versus", _folder.File("broken"), "--model", "n", "--imgsz", "64", "--batch", "1", "--device", "cpu", "--iterations", "7", "--launches", "1", "--out", _folder.File("out"));

        Assert.True(exitCode == 2, output);
        Assert.Contains("Hole: Step(baseline, batch 1): the baseline failed: ", output, StringComparison.Ordinal);
        BenchmarkRun before = RunJson.Read(_folder.File("out/baseline.json")), after = RunJson.Read(_folder.File("out/current.json"));
        Assert.Equal(CaseStatus.Failed, before.Cases[0].Status);
        Assert.NotEmpty(before.Cases[0].Message!);

        // The other one was tried all the same, and its times without partners are not kept.
        Assert.Equal((CaseStatus.Ok, 0), (after.Cases[0].Status, after.Cases[0].IterationTimesSeconds.Count));
    }

    [Theory]
    [InlineData("no-such-version", "--batch", "1", "neither a folder nor a commit, branch or tag")]
    [InlineData(".", "--batch", "1", "is not there; build that tree first")]
    [InlineData(".", "--launches", "16", "--launches 16: at most as many as --iterations (15)")]
    [InlineData(".", "--iterations", "0", "--iterations 0: at least 1 is expected")]
    [InlineData(".", "--scheme", "fastest", "There is no scheme 'fastest'")]
    [InlineData(".", "--threshold", "200%", "threshold is 2; it must be")]
    public void A_users_mistake_is_exit_code_2(string version, string option, string value, string complaint)
    {
        string folder = version == "." ? Directory.CreateDirectory(_folder.File("empty")).FullName : version;
        (int exitCode, string output) = SuiteProgram.Run("versus", folder, option, value);

        Assert.True(exitCode == 2, output);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
    }

    // The program under test where a built tree would have it.
    private string BuiltTree()
    {
        string tree = _folder.File("tree");
        Directory.CreateDirectory(Path.Combine(tree, "bench", "bin", "Release"));
        Directory.CreateSymbolicLink(Path.Combine(tree, "bench", "bin", "Release", "net10.0"), AppContext.BaseDirectory);
        return tree;
    }
}
