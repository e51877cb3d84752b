using System.Globalization;
using Benchmarks.Processes;
using Reports.Model;

namespace Benchmarks.Commands.InTurn;

/// <summary>A process of one version of this program that runs a training step whenever it is told to (the verb <c>step</c>).</summary>
internal sealed class StepProcess : IDisposable
{
    private const string Greeting = "ready ";

    private readonly LineProcess _process;

    private StepProcess(LineProcess process) => _process = process;

    /// <summary>Starts one. It makes its network; several can do so at once.</summary>
    /// <param name="program">Path of its Benchmarks.dll.</param>
    /// <param name="arguments">Options of the verb <c>step</c>.</param>
    /// <exception cref="StepFailedException">The process could not be started.</exception>
    public static StepProcess Start(string program, IEnumerable<string> arguments) => new(LineProcess.Start(program, ["step", .. arguments]));

    /// <summary>Waits until the network is ready.</summary>
    /// <returns>The version of libtorch that it runs over.</returns>
    /// <exception cref="StepFailedException">The process ended before.</exception>
    public string WaitUntilReady()
    {
        string line = _process.ReadLine();
        return line.StartsWith(Greeting, StringComparison.Ordinal) ? line[Greeting.Length..] : throw Unexpected(line);
    }

    /// <summary>Runs a step.</summary>
    /// <returns>Its time, and the peak of allocated bytes; null from a version that does not report it.</returns>
    /// <exception cref="StepFailedException">The process has ended.</exception>
    public (double Seconds, long? PeakAllocatedBytes) Step()
    {
        string line = _process.Ask();
        string[] parts = line.Split(' ');
        if (!double.TryParse(parts[0], CultureInfo.InvariantCulture, out double seconds) || !(seconds > 0))
            throw Unexpected(line);
        return (seconds, parts.Length > 1 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long peak) ? peak : null);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose() => _process.Dispose();

    private static StepFailedException Unexpected(string line) => new($"'{line}' is not what the verb step answers", CaseStatus.Failed);
}
