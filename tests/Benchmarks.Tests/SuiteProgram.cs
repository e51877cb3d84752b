using Support;

namespace Benchmarks.Tests;

/// <summary>The suite as a user runs it, in a process of its own.</summary>
internal static class SuiteProgram
{
    /// <summary>Runs it to its end; standard output comes before standard error.</summary>
    public static (int ExitCode, string Output) Run(params IEnumerable<string> arguments)
    {
        (int exitCode, string output, string error) = DotnetProgram.Run("Benchmarks.dll", arguments);
        return (exitCode, output + error);
    }
}
