using System.Diagnostics;
using System.Globalization;
using CommandLines;

namespace Benchmarks.Commands.Advise;

/// <summary>Says what is being measured, and about how long the rest takes.</summary>
/// <param name="output">Receives the lines.</param>
/// <param name="steps">Measurements in all, as far as that is known.</param>
/// <param name="cancellationToken">Ends the measurement between two of them.</param>
internal sealed class AdviseProgress(TextWriter output, int steps, CancellationToken cancellationToken)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _steps = steps;
    private int _done;

    /// <summary>Measurements in all, which is known better and better.</summary>
    public void Expect(int more) => _steps = _done + more;

    /// <summary>Begins a measurement.</summary>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public void Next(string what)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string left = _done == 0 ? "" : $", about {DurationText.Of(Stopwatch.GetElapsedTime(_began) / _done * Math.Max(1, _steps - _done))} left";
        _done++;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{_done}/{Math.Max(_done, _steps)}] {what}{left}"));
    }

    /// <summary>Runs a measurement, during which processes may be ended by Ctrl-C.</summary>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public T Run<T>(string what, Func<T> body)
    {
        Next(what);
        try
        {
            return body();
        }
        catch (InvalidInputException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
