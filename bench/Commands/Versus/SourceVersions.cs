using System.Diagnostics;
using Benchmarks.Reporting;
using Yolov5;

namespace Benchmarks.Commands.Versus;

/// <summary>Finds versions of this program, and builds those that are only commits yet.</summary>
internal static class SourceVersions
{
    private const string Program = "bench/bin/Release/net10.0/Benchmarks.dll";

    // Written when everything is built, so that an interrupted build is started again.
    private const string Done = ".built";

    /// <summary>The version that runs now.</summary>
    public static SourceVersion This() =>
        new(typeof(SourceVersions).Assembly.Location, GitRepository.Commit(AppContext.BaseDirectory), GitRepository.IsDirty(AppContext.BaseDirectory));

    /// <summary>The version that a user names.</summary>
    /// <param name="given">A commit, branch or tag of this repository, or the root of a tree that has been built.</param>
    /// <param name="cache">Folder in which the trees of commits are built and kept, a subfolder for each.</param>
    /// <param name="progress">Receives messages on the progress.</param>
    /// <exception cref="InvalidInputException">There is no such version, or it cannot be built.</exception>
    public static SourceVersion Find(string given, string cache, TextWriter progress)
    {
        if (Directory.Exists(given))
        {
            string built = Path.Combine(Path.GetFullPath(given), Program);
            return File.Exists(built)
                ? new SourceVersion(built, GitRepository.Commit(given), GitRepository.IsDirty(given))
                : throw new InvalidInputException($"{given}: {built} is not there; build that tree first (./bench.sh --help inside it does).");
        }

        string commit = GitRepository.Commit(Places.Root, given)
            ?? throw new InvalidInputException($"{given}: neither a folder nor a commit, branch or tag of the repository in {Places.Root}.");
        string tree = Path.Combine(cache, commit);
        if (!File.Exists(Path.Combine(tree, Done)))
            Build(commit, tree, progress);
        return new SourceVersion(Path.Combine(tree, Program), commit, false);
    }

    private static void Build(string commit, string tree, TextWriter progress)
    {
        progress.WriteLine($"Building {commit[..12]} in {tree} ...");
        if (Directory.Exists(tree))
            Directory.Delete(tree, recursive: true);
        Directory.CreateDirectory(tree);
        string archive = tree + ".tar";
        try
        {
            Do(Places.Root, "git", "archive", "--output", archive, commit);
            Do(tree, "tar", "-xf", archive);
        }
        finally
        {
            File.Delete(archive);
        }


        // Versions before the TorchSharp package have a native library of their own, which this builds.
        if (File.Exists(Path.Combine(tree, "setup.sh")))
            Do(tree, "./setup.sh");
        Do(tree, "dotnet", "build", "bench", "-c", "Release", "-nologo", "-v", "quiet");
        File.WriteAllText(Path.Combine(tree, Done), commit + "\n");
    }

    private static void Do(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.IsPathRooted(program) || !program.Contains('/', StringComparison.Ordinal) ? program : Path.Combine(folder, program), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidInputException($"'{program} {string.Join(' ', arguments)}' failed in {folder}:\n{output}{error.Result}".TrimEnd());
    }
}
