using System.Diagnostics;

namespace Support;

/// <summary>A program as a user runs it, in a process of its own.</summary>
public static class DotnetProgram
{
    /// <summary>Runs a program that lies beside the tests to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(string assembly, params IEnumerable<string> arguments) => Run([], assembly, arguments);

    /// <summary>Runs a program that lies beside the tests to its end, with variables added to its environment.</summary>
    public static (int ExitCode, string Output, string Error) Run(IReadOnlyList<(string Name, string Value)> variables, string assembly, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;

        // Its input has ended, whatever that of the tests is.
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
