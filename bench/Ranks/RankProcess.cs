using System.Diagnostics;
using System.Globalization;
using Yolov5.Sizing;

namespace Benchmarks.Ranks;

/// <summary>A rank as a process of its own.</summary>
internal sealed class RankProcess : IDisposable
{
    private const int MostLines = 5, Signal = 128;

    private readonly Process _process;
    private readonly Queue<string> _errors = new();

    /// <summary>Starts it.</summary>
    /// <param name="request">Part of the rank.</param>
    /// <param name="command">Program and first arguments; null for this program.</param>
    public RankProcess(RankRequest request, (string Program, string[] Arguments)? command = null)
    {
        Rank = request.Rank;
        (string program, string[] arguments) = command ?? OwnProgram.Command;
        ProcessStartInfo start = new(program, [.. arguments, RankServer.Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[RankRequest.EnvironmentVariable] = request.ToText();
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) =>
        {
            if (ExitCode is not 0)
                Failed?.Invoke();
        };
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
    }

    /// <summary>Raised, on another thread, when the process has ended with an error.</summary>
    public event Action? Failed;

    /// <summary>Number of the rank.</summary>
    public int Rank { get; }

    /// <summary>Id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Exit code; null while the process runs. 128 and the number of the signal if one has ended it.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Writes a line to the process; nothing if it has ended.</summary>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended, which is noticed when its answer is read.
        }
    }

    /// <summary>Reads the next line; null if the process has ended.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Waits until the process has ended; false if it has not by then.</summary>
    public bool WaitForEnd(TimeSpan timeout)
    {
        if (!_process.WaitForExit(timeout))
            return false;
        _process.WaitForExit();
        return true;
    }

    /// <summary>Says in one line how the process ended, with the last lines that it wrote.</summary>
    public string Describe()
    {
        int code = ExitCode ?? 0;
        string signal = code > Signal ? string.Create(CultureInfo.InvariantCulture, $" (signal {code - Signal})") : "";
        lock (_errors)
            return string.Create(CultureInfo.InvariantCulture, $"rank {Rank} ended with exit code {code}{signal}{(_errors.Count == 0 ? "" : ": ")}{string.Join("; ", _errors)}");
    }

    /// <summary>Ends the process at once, if it still runs.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was released.
        }
    }

    /// <summary>Ends the process: its input is closed, after which it ends by itself, or is killed.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A process that has ended reads no more.
        }

        if (!_process.WaitForExit(RankWorld.Grace))
            Kill();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_errors)
        {
            _errors.Enqueue(line.Trim());
            if (_errors.Count > MostLines)
                _errors.Dequeue();
        }
    }
}
