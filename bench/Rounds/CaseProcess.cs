using System.Diagnostics;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using Benchmarks.Measurement;
using Yolov5.Sizing;

namespace Benchmarks.Rounds;

/// <summary>A fresh process of this program that runs one case.</summary>
internal static class CaseProcess
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "case";

    /// <summary>Name by which the process finds the case.</summary>
    public static string NameOf(BenchmarkCase benchmark) => FullNameProvider.GetBenchmarkName(benchmark);

    /// <summary>Makes of the lines that a case has written what BenchmarkDotNet reads.</summary>
    public static ExecuteResult Result(int exitCode, int processId, IReadOnlyList<string> lines, int round) => new(
        true, exitCode, processId, [.. lines.Where(line => !IsComment(line))], [.. lines.Where(IsComment)], lines, round);

    /// <summary>Runs the process to its end.</summary>
    /// <param name="parameters">The case, and who is told of its signals.</param>
    /// <param name="recordFile">File that the process reports to.</param>
    /// <param name="isFirst">True in the first round, which measures what one process can: accuracy, and the memory over a step.</param>
    public static ExecuteResult Run(ExecuteParameters parameters, string recordFile, bool isFirst)
    {
        (string program, string[] arguments) = OwnProgram.Command;
        ProcessStartInfo start = new(program, [.. arguments, Verb, NameOf(parameters.BenchmarkCase)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[CaseRecordFile.EnvironmentVariable] = recordFile;
        start.Environment[TrainingCase.FirstRoundVariable] = isFirst ? "1" : "0";
        using Process process = new() { StartInfo = start };
        DiagnoserActionParameters signalled = new(process, parameters.BenchmarkCase, parameters.BenchmarkId);
        Signal(HostSignal.BeforeProcessStart);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                parameters.Logger.WriteLine(BenchmarkDotNet.Loggers.LogKind.Error, text);
        };
        process.Start();
        try
        {
            process.BeginErrorReadLine();
            Signal(HostSignal.AfterProcessStart);
            List<string> lines = [];
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.StartsWith(StandardStreamsHost.SignalPrefix, StringComparison.Ordinal))
                {
                    Signal(Enum.Parse<HostSignal>(line.AsSpan(StandardStreamsHost.SignalPrefix.Length)));
                    process.StandardInput.WriteLine();
                    process.StandardInput.Flush();
                    continue;
                }

                lines.Add(line);
            }

            process.WaitForExit();
            Signal(HostSignal.AfterProcessExit);
            return Result(process.ExitCode, process.Id, lines, parameters.LaunchIndex);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        void Signal(HostSignal signal) => parameters.Diagnoser?.Handle(signal, signalled);
    }

    private static bool IsComment(string line) => line.StartsWith("//", StringComparison.Ordinal);
}
