using System.Diagnostics;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using Benchmarks.Measurement;
using Yolov5.Sizing;

namespace Benchmarks.Rounds;

/// <summary>A fresh process of this program that runs one case once. It gets ready, then waits for its turn.</summary>
internal sealed class CaseProcess : IDisposable
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "case";

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private HostSignal? _signal;

    private CaseProcess(CaseRound round, Process process)
    {
        Round = round;
        _process = process;
    }

    /// <summary>The case that it runs.</summary>
    public CaseRound Round { get; }

    /// <summary>Name by which the process finds the case.</summary>
    public static string NameOf(BenchmarkCase benchmark) => FullNameProvider.GetBenchmarkName(benchmark);

    /// <summary>Makes of the lines that a case has written what BenchmarkDotNet reads.</summary>
    public static ExecuteResult Result(int exitCode, int processId, IReadOnlyList<string> lines, int round) => new(
        true, exitCode, processId, [.. lines.Where(line => !IsComment(line))], [.. lines.Where(IsComment)], lines, round);

    /// <summary>Starts a process.</summary>
    /// <param name="round">The case, and what is asked of it.</param>
    /// <param name="logger">Receives what the process writes to standard error.</param>
    public static CaseProcess Start(CaseRound round, ILogger logger)
    {
        (string program, string[] arguments) = OwnProgram.Command;
        ProcessStartInfo start = new(program, [.. arguments, Verb, NameOf(round.Case)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[CaseRecordFile.EnvironmentVariable] = round.RecordFile;
        start.Environment[TrainingCase.FirstRoundVariable] = round.IsFirst ? "1" : "0";
        Process process = new() { StartInfo = start };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                logger.WriteLine(LogKind.Error, text);
        };
        process.Start();
        process.BeginErrorReadLine();
        return new CaseProcess(round, process);
    }

    /// <summary>Waits until the process is ready for its first step, or has ended.</summary>
    public void AwaitReady() => _signal = NextSignal();

    /// <summary>Lets the process, which is ready, run its steps, to its end.</summary>
    public ExecuteResult Run(ExecuteParameters parameters)
    {
        DiagnoserActionParameters signalled = new(_process, parameters.BenchmarkCase, parameters.BenchmarkId);
        Signal(HostSignal.BeforeProcessStart);
        Signal(HostSignal.AfterProcessStart);
        for (; _signal is { } signal; _signal = NextSignal())
        {
            Signal(signal);
            _process.StandardInput.WriteLine();
            _process.StandardInput.Flush();
        }

        _process.WaitForExit();
        Signal(HostSignal.AfterProcessExit);
        return Result(_process.ExitCode, _process.Id, _lines, parameters.LaunchIndex);

        void Signal(HostSignal signal) => parameters.Diagnoser?.Handle(signal, signalled);
    }

    /// <summary>Ends the process if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static bool IsComment(string line) => line.StartsWith("//", StringComparison.Ordinal);

    private HostSignal? NextSignal()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(StandardStreamsHost.SignalPrefix, StringComparison.Ordinal))
                return Enum.Parse<HostSignal>(line.AsSpan(StandardStreamsHost.SignalPrefix.Length));
            _lines.Add(line);
        }

        return null;
    }
}
