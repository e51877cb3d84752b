using System.Diagnostics;
using System.Globalization;
using Reports.Model;
using Yolov5.Sizing;

namespace Benchmarks.Commands.InTurn;

/// <summary>A process of one version of this program that runs a training step whenever it is told to (the verb <c>step</c>).</summary>
internal sealed class StepProcess : IDisposable
{
    private const string Greeting = "ready ";

    private readonly Process _process;
    private readonly Task<string> _error;

    private StepProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The version of libtorch that it runs over.</summary>
    public string LibtorchVersion { get; private set; } = "";

    /// <summary>Starts one and waits until its network is ready.</summary>
    /// <param name="program">Path of its Benchmarks.dll.</param>
    /// <param name="arguments">Options of the verb <c>step</c>.</param>
    /// <exception cref="StepFailedException">The process ended before.</exception>
    public static StepProcess Start(string program, IEnumerable<string> arguments)
    {
        // This version may have been published as an executable, without dotnet.
        (string file, string[] first) = program == typeof(StepProcess).Assembly.Location ? OwnProgram.Command : ("dotnet", [program]);
        ProcessStartInfo start = new(file, [.. first, "step", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredCompilation"] = "0";
        StepProcess step = new(Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started."));
        try
        {
            string line = step.ReadLine();
            step.LibtorchVersion = line.StartsWith(Greeting, StringComparison.Ordinal) ? line[Greeting.Length..] : throw Unexpected(line);
            return step;
        }
        catch
        {
            step.Dispose();
            throw;
        }
    }

    /// <summary>Runs a step.</summary>
    /// <returns>Its time, and the peak of allocated bytes; null from a version that does not report it.</returns>
    /// <exception cref="StepFailedException">The process has ended.</exception>
    public (double Seconds, long? PeakAllocatedBytes) Step()
    {
        try
        {
            _process.StandardInput.WriteLine();
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The process has ended; its output is read below.
        }

        string line = ReadLine();
        string[] parts = line.Split(' ');
        if (!double.TryParse(parts[0], CultureInfo.InvariantCulture, out double seconds) || !(seconds > 0))
            throw Unexpected(line);
        return (seconds, parts.Length > 1 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long peak) ? peak : null);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static StepFailedException Unexpected(string line) => new($"'{line}' is not what the verb step answers", CaseStatus.Failed);

    private string ReadLine()
    {
        if (_process.StandardOutput.ReadLine() is { } line)
            return line;
        _process.WaitForExit();
        string reason = _error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
            ?? string.Create(CultureInfo.InvariantCulture, $"the process ended with exit code {_process.ExitCode}");
        throw new StepFailedException(reason, reason.StartsWith("Out of memory", StringComparison.Ordinal) ? CaseStatus.OutOfMemory : CaseStatus.Failed);
    }
}
