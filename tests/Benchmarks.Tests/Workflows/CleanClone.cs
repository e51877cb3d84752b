using System.Diagnostics;
using System.Globalization;
using Support;

namespace Benchmarks.Tests.Workflows;

/// <summary>A clone of the repository's HEAD in a temporary folder, and the environment that GitHub gives a job there.</summary>
internal sealed class CleanClone : IDisposable
{
    // Past this a step hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    private readonly TemporaryFolder _folder = new();

    public CleanClone()
    {
        Root = _folder.File("clone");
        foreach (string file in new[] { "summary.md", "output", "env", "path" })
            File.WriteAllText(_folder.File(file), "");
        Variables = new Dictionary<string, string>
        {
            ["CI"] = "true",
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_WORKSPACE"] = Root,
            ["GITHUB_STEP_SUMMARY"] = Summary,
            ["GITHUB_OUTPUT"] = _folder.File("output"),
            ["GITHUB_ENV"] = _folder.File("env"),
            ["GITHUB_PATH"] = _folder.File("path"),
            ["RUNNER_TEMP"] = Directory.CreateDirectory(_folder.File("temp")).FullName,
            ["GITHUB_REF"] = "refs/pull/1/merge",
            ["GITHUB_BASE_REF"] = "base",

            // Data of the programs, such as versions that `versus` has built, belong to the clone.
            ["XDG_DATA_HOME"] = Directory.CreateDirectory(_folder.File("data")).FullName,
        };
        Run(Path.GetTempPath(), "git clone", $"git clone --quiet '{Repository.Root}' '{Root}'", []);
        Commit = Run(Root, "git rev-parse", "git rev-parse HEAD", []).Trim();
        Variables["GITHUB_SHA"] = Commit;

        // The version before is this commit, which `versus` finds built once the clone is.
        Run(Root, "git update-ref", "git update-ref refs/remotes/origin/base HEAD", []);
        string versions = Directory.CreateDirectory(_folder.File("data/yolov5-benchmarks/versions")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(versions, Commit), Root);
        File.WriteAllText(Path.Combine(Root, ".built"), Commit + "\n");
    }

    public string Root { get; }

    public string Commit { get; }

    public string Summary => _folder.File("summary.md");

    public Dictionary<string, string> Variables { get; }

    /// <summary>Runs lines as a runner does with <c>shell: bash</c>.</summary>
    /// <returns>Text that they wrote.</returns>
    public string Run(string name, string lines, Dictionary<string, string> environment) => Run(Root, name, lines, environment);

    public void Dispose() => _folder.Dispose();

    private string Run(string folder, string name, string lines, Dictionary<string, string> environment)
    {
        string script = _folder.File("step.sh");
        string log = _folder.File("step.log");
        File.WriteAllText(script, lines);

        // Into a file: build servers that stay behind would keep a pipe open.
        ProcessStartInfo start = new("bash", ["-c", $"exec bash --noprofile --norc -eo pipefail '{script}' > '{log}' 2>&1 < /dev/null"]) { WorkingDirectory = folder };

        // The MSBuild that runs the tests leaves its own paths in the environment.
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || key.StartsWith("GITHUB_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(variable);
        foreach ((string key, string value) in Variables.Concat(environment))
            start.Environment[key] = value;

        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        bool ended = process.WaitForExit(Limit);
        if (!ended)
            process.Kill(entireProcessTree: true);
        string output = File.ReadAllText(log);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F1} s: {name}"));
        Assert.True(ended, $"'{name}' has not ended after {Limit}:\n{output}");
        Assert.True(process.ExitCode == 0, $"'{name}' ended with {process.ExitCode}:\n{lines}\n{output}");
        return output;
    }
}
