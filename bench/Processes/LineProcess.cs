using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Reports.Model;
using Yolov5.Sizing;

namespace Benchmarks.Processes;

/// <summary>A process of one version of this program that answers each line on its standard input with a line.</summary>
internal sealed class LineProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private LineProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts one.</summary>
    /// <param name="program">Path of its Benchmarks.dll.</param>
    /// <param name="arguments">Its command line.</param>
    public static LineProcess Start(string program, IEnumerable<string> arguments)
    {
        // This version may have been published as an executable, without dotnet.
        (string file, string[] first) = program == Assembly.GetEntryAssembly()?.Location ? OwnProgram.Command : ("dotnet", [program]);
        ProcessStartInfo start = new(file, [.. first, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredCompilation"] = "0";
        return new LineProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started."));
    }

    /// <summary>Sends a line and waits for the answer.</summary>
    /// <exception cref="StepFailedException">The process has ended.</exception>
    public string Ask(string line = "")
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The process has ended; its output is read below.
        }

        return ReadLine();
    }

    /// <summary>Waits for a line.</summary>
    /// <exception cref="StepFailedException">The process has ended.</exception>
    public string ReadLine()
    {
        if (_process.StandardOutput.ReadLine() is { } line)
            return line;
        _process.WaitForExit();
        string reason = _error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
            ?? string.Create(CultureInfo.InvariantCulture, $"the process ended with exit code {_process.ExitCode}");
        throw new StepFailedException(reason, reason.StartsWith("Out of memory", StringComparison.Ordinal) ? CaseStatus.OutOfMemory : CaseStatus.Failed);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
