using Support;

namespace Benchmarks.Tests.Workflows;

/// <summary>The workflow's lines as they stand there, in a clean clone; only what its job's <c>env</c> asks for is made small.</summary>
public class BenchmarksWorkflowTests
{
    private const string Place = ".github/workflows/benchmarks.yml";

    // Executing it here would run this test again.
    private const string TestLine = "./test.sh";

    private static readonly Dictionary<string, string> Expressions = new()
    {
        ["github.ref"] = "refs/pull/1/merge",
        ["!cancelled()"] = "true",
    };

    private static readonly Dictionary<string, string> Small = new()
    {
        ["BENCH_OPTIONS"] = "--model n --imgsz 64 --batch 2 --threads 1 --no-accuracy --warmupCount 1 --iterationCount 1 --inProcess",
        ["VERSUS_OPTIONS"] = "--model n --imgsz 64 --batch 2 --threads 1 --scheme baseline --warmup 1 --iterations 1 --launches 1",
    };

    [CleanCloneFact]
    public void Every_line_that_the_workflow_runs_works_in_a_clean_clone()
    {
        using CleanClone clone = new();
        WorkflowFile workflow = WorkflowFile.Read(Path.Combine(clone.Root, Place));
        WorkflowJob job = Assert.Single(workflow.Jobs).Value;
        Assert.Subset(job.Env.Keys.ToHashSet(), Small.Keys.ToHashSet());

        // A baseline of this machine's class appears when there is a run to make it from.
        string baselines = Path.Combine(clone.Root, "artifacts", "baselines-of-the-test");
        List<string> done = [];
        foreach (WorkflowStep step in job.Steps.Where(step => step.Run is not null && step.Run.Trim() != TestLine))
        {
            Assert.True(step is { Shell: null, WorkingDirectory: null }, $"'{step.Name}': the test knows neither shell nor working-directory.");
            Dictionary<string, string> environment = Environment(workflow.Env, job.Env, Small, new() { ["BASELINES"] = baselines }, step.Env);
            string lines = WorkflowFile.Resolve(step.Run!, Expressions);
            if (lines.Contains("$BASELINES", StringComparison.Ordinal))
            {
                Assert.Contains("nothing to compare with", clone.Run(step.Name!, lines, environment), StringComparison.Ordinal);
                string runnerClass = clone.Run("class", "scripts/runner-class.sh", environment).Trim();
                Directory.CreateDirectory(baselines);

                // A run is not compared with itself.
                string run = File.ReadAllText(Path.Combine(clone.Root, "artifacts/ci/run.json"));
                File.WriteAllText(Path.Combine(baselines, runnerClass + ".json"), run.Replace("\"run_id\": \"", "\"run_id\": \"earlier-", StringComparison.Ordinal));
            }

            clone.Run(step.Name!, lines, environment);
            done.Add(step.Name!);
        }

        Assert.True(done.Count >= 5, string.Join(", ", done));
        string summary = File.ReadAllText(clone.Summary);
        foreach (string part in new[] { "## Training benchmark", "AmpCheckpointEvery2", "No regression: 7 cases compared", "No regression: 1 case compared" })
            Assert.Contains(part, summary, StringComparison.Ordinal);

        // What the last action uploads.
        WorkflowStep upload = job.Steps.Single(step => step.Uses?.StartsWith("actions/upload-artifact@", StringComparison.Ordinal) == true);
        string[] uploaded = [.. Directory.GetFiles(Path.Combine(clone.Root, WorkflowFile.Resolve(upload.With["path"], Expressions))).Select(Path.GetFileName).OfType<string>()];
        Assert.Superset(new HashSet<string> { "report.html", "report.md", "run.json", "comparison.md", "comparison.json", "github-memory.json" }, uploaded.ToHashSet());
    }

    [Fact]
    public void The_workflow_needs_the_SDK_alone_and_the_two_commands_of_the_README()
    {
        WorkflowFile workflow = WorkflowFile.Read(Path.Combine(Repository.Root, Place));
        WorkflowJob job = Assert.Single(workflow.Jobs).Value;
        Assert.Equal("ubuntu-24.04", job.RunsOn);
        Assert.Null(job.Container);
        Assert.Equal(["actions/checkout", "actions/setup-dotnet", "actions/upload-artifact"], job.Steps.Select(step => step.Uses?.Split('@')[0]).OfType<string>());
        Assert.True(File.Exists(Path.Combine(Repository.Root, job.Steps.Single(step => step.With.ContainsKey("global-json-file")).With["global-json-file"])));
        string[] lines = [.. job.Steps.Select(step => step.Run?.Trim()).OfType<string>()];
        Assert.DoesNotContain(lines, line => line.Contains("apt", StringComparison.Ordinal) && line.Contains("install", StringComparison.Ordinal));

        // The tests are not executed by themselves, but their script is there.
        Assert.Contains(TestLine, lines);
        Assert.True(OperatingSystem.IsLinux() && File.GetUnixFileMode(Path.Combine(Repository.Root, TestLine)).HasFlag(UnixFileMode.UserExecute));

        // The README's commands, the suite's with options that make it short.
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.Contains(TestLine, readme, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("dotnet run", StringComparison.Ordinal) && readme.Contains(line.Replace(" $BENCH_OPTIONS", "", StringComparison.Ordinal), StringComparison.Ordinal));

        foreach (string text in job.Steps.SelectMany(step => step.Env.Values.Concat(step.With.Values).Append(step.If ?? "").Append(step.Run ?? "")))
            WorkflowFile.Resolve(text, Expressions);
    }

    [Fact]
    public void An_expression_that_the_test_does_not_know_fails_it() =>
        Assert.Throws<KeyNotFoundException>(() => WorkflowFile.Resolve("echo ${{ secrets.TOKEN }}", Expressions));

    private static Dictionary<string, string> Environment(params Dictionary<string, string>[] layers)
    {
        Dictionary<string, string> all = [];
        foreach ((string key, string value) in layers.SelectMany(layer => layer))
            all[key] = WorkflowFile.Resolve(value, Expressions);
        return all;
    }
}
