using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using Benchmarks.Measurement;
using CommandLines;

namespace Benchmarks.Rounds;

/// <summary>
/// Runs all rounds when BenchmarkDotNet asks for the first process of the first case, and answers every later request from what they gave.
/// </summary>
internal sealed class RoundsExecutor(int rounds, CaseRecords records, RunCase run) : IExecutor
{
    private readonly List<BenchmarkBuildInfo> _cases = [];
    private readonly Dictionary<BenchmarkCase, List<ExecuteResult>> _results = [];

    /// <summary>Adds cases to the run, before the first one is asked for.</summary>
    public void Add(IEnumerable<BenchmarkBuildInfo> cases) => _cases.AddRange(cases);

    /// <inheritdoc/>
    public ExecuteResult Execute(ExecuteParameters executeParameters)
    {
        if (_results.Count == 0)
            RunAll(executeParameters);
        List<ExecuteResult> results = _results[executeParameters.BenchmarkCase];

        // A case that failed in a round has no later ones.
        return results[Math.Min(executeParameters.LaunchIndex, results.Count) - 1];
    }

    private void RunAll(ExecuteParameters first)
    {
        foreach (BenchmarkBuildInfo item in _cases)
            _results[item.BenchmarkCase] = [];
        (BenchmarkBuildInfo Item, CaseRound Round)[] plan =
            [.. Enumerable.Range(1, rounds).SelectMany(round => _cases.Select(item => (item, new CaseRound(item.BenchmarkCase, CaseRecordFile.NewPath(), round == 1))))];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < plan.Length; i++)
        {
            (BenchmarkBuildInfo item, CaseRound round) = plan[i];
            if (IsWanted(item.BenchmarkCase))
            {
                CaseRound? next = plan[(i + 1)..].Select(planned => planned.Round).FirstOrDefault(planned => IsWanted(planned.Case));
                Run(first, item, round, next?.Case == round.Case ? null : next);
            }

            // At most: the first round takes longest, because it measures accuracy.
            TimeSpan passed = Stopwatch.GetElapsedTime(start);
            TimeSpan left = passed / (i + 1) * (plan.Length - i - 1);
            first.Logger.WriteLineInfo(string.Create(CultureInfo.InvariantCulture, $"// * {i + 1} of {plan.Length} processes, {DurationText.Of(passed)}, {DurationText.Of(left)} left at most"));
        }
    }

    private bool IsWanted(BenchmarkCase benchmark) => _results[benchmark].All(result => result.IsSuccess);

    private void Run(ExecuteParameters first, BenchmarkBuildInfo item, CaseRound current, CaseRound? next)
    {
        List<ExecuteResult> results = _results[item.BenchmarkCase];
        int round = results.Count + 1;
        first.Logger.WriteLineHeader(string.Create(CultureInfo.InvariantCulture, $"// * Round {round} of {rounds}: {CaseProcess.NameOf(item.BenchmarkCase)}"));
        ExecuteParameters parameters = new(first.BuildResult, item.BenchmarkCase, item.Id, first.Logger, first.Resolver, round, first.Diagnoser);
        ExecuteResult result = run(parameters, current, next);
        foreach (string line in result.Results)
            first.Logger.WriteLine(line);
        foreach (string line in result.PrefixedLines.Where(line => line.StartsWith(StandardStreamsHost.FigurePrefix, StringComparison.Ordinal)))
        {
            first.Logger.WriteLineInfo(line);
            records.AddFigures(item.BenchmarkCase, line[StandardStreamsHost.FigurePrefix.Length..]);
        }

        // A benchmark that trains nothing has no record.
        if (!result.IsSuccess || File.Exists(current.RecordFile))
            records.Add(item.BenchmarkCase, current.RecordFile);
        results.Add(result);
    }
}
