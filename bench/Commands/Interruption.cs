namespace Benchmarks.Commands;

/// <summary>Ctrl-C while a verb measures: the first asks it to stop and keep what it has, the second ends the program.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Listens from now on.</summary>
    public Interruption() => Console.CancelKeyPress += OnPress;

    /// <summary>Is cancelled by the first Ctrl-C.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Ctrl-C ends the program again.</summary>
    public void Dispose()
    {
        Console.CancelKeyPress -= OnPress;
        _stop.Dispose();
    }

    private void OnPress(object? sender, ConsoleCancelEventArgs press)
    {
        press.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
