using System.Runtime.CompilerServices;
using Support;

namespace Benchmarks.Tests.Workflows;

/// <summary>A test that clones the repository and builds the clone; skipped by name where that cannot be done.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CleanCloneFactAttribute : FactAttribute
{
    public CleanCloneFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (Environment.GetEnvironmentVariable("WITHOUT_LONG_TESTS") == "1")
            Skip = "left out by WITHOUT_LONG_TESTS=1";
        else if (!Path.Exists(Path.Combine(Repository.Root, ".git")))
            Skip = "needs a git checkout";
        else if (!OnPath("git") || !OnPath("bash") || !OnPath("dotnet"))
            Skip = "needs git, bash and dotnet on the PATH";
        else if (!Directory.Exists(Path.Combine(Packages, "torchsharp")))
            Skip = $"needs the packages that a restore leaves in {Packages}";
    }

    // Where the packages are that the tests were built with, the clone is restored without the network.
    private static string Packages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
