using System.Diagnostics;
using System.Globalization;

namespace Yolov5.Cli.Commands.Launch;

/// <summary>A rank as a process of its own, whose output is printed line by line with its number before it.</summary>
internal sealed class RankProcess : IDisposable
{
    private const int MostLines = 5;

    private static readonly Lock s_output = new();

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly Task _outputs;

    /// <summary>Starts the process.</summary>
    /// <param name="start">Program, arguments, environment.</param>
    /// <param name="rank">Number of the rank.</param>
    public RankProcess(ProcessStartInfo start, int rank)
    {
        Rank = rank;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _outputs = Task.WhenAll(Copy(_process.StandardOutput, Console.Out), Copy(_process.StandardError, Console.Error));
        Ended = Wait();
    }

    /// <summary>Number of the rank.</summary>
    public int Rank { get; }

    /// <summary>Ends with the process.</summary>
    public Task<RankProcess> Ended { get; }

    /// <summary>Exit code, once the process has ended: 128 and the number of the signal if one has ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines that it printed.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Asks the rank to stop after the batch in hand.</summary>
    public void Stop()
    {
        try
        {
            _process.StandardInput.WriteLine(LaunchedProcess.StopLine);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private async Task<RankProcess> Wait()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _outputs.ConfigureAwait(false);
        return this;
    }

    private async Task Copy(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (s_output)
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[rank {Rank}] {line}"));
            if (line.Length == 0)
                continue;
            lock (_lines)
            {
                _lines.Enqueue(line);
                if (_lines.Count > MostLines)
                    _lines.Dequeue();
            }
        }
    }
}
