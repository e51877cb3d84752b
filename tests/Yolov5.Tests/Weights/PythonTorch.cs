using System.Diagnostics;

namespace Yolov5.Tests.Weights;

/// <summary>The system's Python with PyTorch, if there is one: the judge of what "PyTorch reads it" means.</summary>
public static class PythonTorch
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> Found = new(() => File.Exists(Interpreter) && Start(["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"]).ExitCode == 0);

    public static bool IsThere => Found.Value;

    /// <summary>Runs a script; returns what it prints.</summary>
    public static string Run(string script, params string[] arguments)
    {
        (int exitCode, string output, string errors) = Start(["-c", script, .. arguments]);
        Assert.True(exitCode == 0, errors);
        return output.Trim();
    }

    private static (int ExitCode, string Output, string Errors) Start(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
