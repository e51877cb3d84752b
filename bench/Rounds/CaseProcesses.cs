using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;

namespace Benchmarks.Rounds;

/// <summary>
/// Starts the processes of cases. Making one ready (compiling, loading libtorch, making a network) keeps one core busy for longer than
/// its steps do, so two are made ready at a time; no step is taken before both are, and the second waits, idle, while the first takes its.
/// </summary>
/// <param name="inPairs">False where a process that waits would take memory from the one that is measured: on a GPU.</param>
internal sealed class CaseProcesses(bool inPairs)
{
    private CaseProcess? _waiting;

    /// <summary>Runs a process to its end; see <see cref="RunCase"/>.</summary>
    public ExecuteResult Run(ExecuteParameters parameters, CaseRound current, CaseRound? next)
    {
        bool isReady = _waiting?.Round == current;
        using CaseProcess process = isReady ? _waiting! : CaseProcess.Start(current, parameters.Logger);
        _waiting = !isReady && inPairs && next is not null ? CaseProcess.Start(next, parameters.Logger) : null;
        if (!isReady)
            process.AwaitReady();
        _waiting?.AwaitReady();
        return process.Run(parameters);
    }
}
