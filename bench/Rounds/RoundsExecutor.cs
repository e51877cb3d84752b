using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using Benchmarks.Measurement;

namespace Benchmarks.Rounds;

/// <summary>Runs a process of a case to its end.</summary>
/// <param name="parameters">The case, and who is told of its signals.</param>
/// <param name="recordFile">File that the process reports to.</param>
/// <param name="isFirst">True in the first round.</param>
internal delegate ExecuteResult RunCase(ExecuteParameters parameters, string recordFile, bool isFirst);

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
        long start = Stopwatch.GetTimestamp();
        int done = 0;
        string folder = Directory.CreateTempSubdirectory("case-records-").FullName;
        for (int round = 1; round <= rounds; round++)
        {
            foreach (BenchmarkBuildInfo item in _cases)
            {
                List<ExecuteResult> results = round == 1 ? _results[item.BenchmarkCase] = [] : _results[item.BenchmarkCase];
                if (results.Count == round - 1 && results.All(result => result.IsSuccess))
                    results.Add(Run(first, item, round, Path.Combine(folder, "record.json")));

                // The first round takes longest, for it measures accuracy: it never takes longer than it foretells.
                done++;
                TimeSpan passed = Stopwatch.GetElapsedTime(start);
                TimeSpan left = passed / done * ((rounds * _cases.Count) - done);
                first.Logger.WriteLineInfo(string.Create(CultureInfo.InvariantCulture, $"// * {done} of {rounds * _cases.Count} processes, {Text(passed)}, {Text(left)} left at most"));
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private ExecuteResult Run(ExecuteParameters first, BenchmarkBuildInfo item, int round, string file)
    {
        first.Logger.WriteLineHeader(string.Create(CultureInfo.InvariantCulture, $"// * Round {round} of {rounds}: {CaseProcess.NameOf(item.BenchmarkCase)}"));
        ExecuteParameters parameters = new(first.BuildResult, item.BenchmarkCase, item.Id, first.Logger, first.Resolver, round, first.Diagnoser);
        ExecuteResult result = run(parameters, file, round == 1);
        foreach (string line in result.Results)
            first.Logger.WriteLine(line);
        foreach (string line in result.PrefixedLines.Where(line => line.StartsWith(StandardStreamsHost.FigurePrefix, StringComparison.Ordinal)))
            first.Logger.WriteLineInfo(line);
        records.Add(item.BenchmarkCase, file);
        return result;
    }

    private static string Text(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
