using BenchmarkDotNet.Engines;

namespace Benchmarks.Rounds;

/// <summary>BenchmarkDotNet's host as a case's process sees it: lines go to the suite, and a signal waits for the suite's answer.</summary>
internal sealed class StandardStreamsHost(TextReader input, TextWriter output) : IHost
{
    /// <summary>Beginning of a line that is a signal; its name follows.</summary>
    public const string SignalPrefix = "//signal ";

    /// <summary>Beginning of a line with figures of a case that is no training step; the suite writes it to its log.</summary>
    public const string FigurePrefix = "// Figures: ";

    public void Write(string message) => output.Write(message);

    public void WriteLine() => output.WriteLine();

    public void WriteLine(string message) => output.WriteLine(message);

    public void SendSignal(HostSignal hostSignal)
    {
        output.WriteLine(SignalPrefix + hostSignal);
        output.Flush();

        // A suite that is gone wants no more steps.
        if (input.ReadLine() is null)
            throw new OperationCanceledException();
    }

    public void SendError(string message) => output.WriteLine("// ERROR: " + message);

    public void ReportResults(RunResults runResults) => runResults.Print(output);

    public void Dispose() => output.Flush();
}
