using System.Globalization;
using Benchmarks.Commands.InTurn;
using Benchmarks.Measurement;
using Reports;
using Reports.Model;
using Schemes;
using Spectre.Console;

namespace Benchmarks.Commands.Run;

/// <summary>Measures the best cases of a run once more, step by step in turn, until their order is certain or they are equal.</summary>
internal sealed class RunOffMeasurement(SuiteOptions options)
{
    private const int Steps = 6;

    // Schemes and batch sizes are the candidates' own.
    private readonly InTurnOptions _workload = new()
    {
        Model = options.Model,
        ImageSize = options.ImageSize,
        Schemes = [],
        BatchSizes = [],
        Device = options.Device,
        Threads = options.Threads,
        Iterations = Steps,
        Launches = 1,
        Warmup = options.WarmupCount,
    };

    /// <summary>Runs it; null if a case failed, or the run has no two cases that could be the best one.</summary>
    /// <param name="run">The run.</param>
    public RunOff? Run(BenchmarkRun run)
    {
        // The verb that runs steps knows the schemes of the catalog by their ids.
        IReadOnlyList<CaseResult> candidates = [.. Recommendation.Candidates(run).Where(item => SchemeCatalog.All.Any(scheme => scheme.Id == item.SchemeId))];
        if (candidates.Count < 2)
            return null;
        string[] names = [.. candidates.Select(item => item.Key)];
        AnsiConsole.MarkupLineInterpolated($"[grey]Run-off between {string.Join(", ", candidates.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.SchemeName} at batch {item.BatchSize}")))}: steps in turn, at most {RunOffJudge.MostRounds} rounds[/]");
        List<IReadOnlyList<IReadOnlyList<double>>> rounds = [];
        while (true)
        {
            if (Round(candidates) is not { } round)
                return null;
            rounds.Add(round);
            RunOff runOff = RunOffJudge.Of(names, rounds);
            AnsiConsole.MarkupLineInterpolated($"[grey]  round {rounds.Count}: {string.Join(", ", runOff.Others.Select(Text))} against {runOff.Fastest}[/]");
            if (RunOffJudge.IsOver(runOff))
                return runOff;
        }
    }

    // A fresh process of each case, their steps in turn; seconds per image.
    private IReadOnlyList<IReadOnlyList<double>>? Round(IReadOnlyList<CaseResult> candidates)
    {
        InTurnSide[] sides = [.. candidates.Select(_ => new InTurnSide())];
        List<StepProcess> processes = [];
        try
        {
            for (int i = 0; i < sides.Length; i++)
            {
                string[] arguments = InTurnMeasurement.Arguments(_workload, candidates[i].BatchSize!.Value, "--scheme", candidates[i].SchemeId);
                if (InTurnMeasurement.Start(sides[i], typeof(RunOffMeasurement).Assembly.Location, arguments) is not { } process)
                    return Failed(sides[i]);
                processes.Add(process);
            }

            for (int i = 0; i < sides.Length; i++)
            {
                if (InTurnMeasurement.Ready(sides[i], processes[i]) is null)
                    return Failed(sides[i]);
            }

            for (int step = -options.WarmupCount; step < Steps; step++)
            {
                for (int i = 0; i < sides.Length; i++)
                {
                    if (!InTurnMeasurement.Turn(sides[i], processes[i], step >= 0))
                        return Failed(sides[i]);
                }
            }

            return [.. sides.Select((side, i) => side.Seconds.ConvertAll(seconds => seconds / candidates[i].BatchSize!.Value))];
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }

    private static List<IReadOnlyList<double>>? Failed(InTurnSide side)
    {
        AnsiConsole.MarkupLineInterpolated($"[yellow]There is no run-off: {side.Message}[/]");
        return null;
    }

    private static string Text(RunOffPair pair) =>
        string.Create(CultureInfo.InvariantCulture, $"{pair.Case} {(pair.Slower * 100):+0.0;-0.0}% {pair.Verdict switch { RunOffVerdict.Slower => "slower", RunOffVerdict.Equal => "equal", _ => "open" }}");
}
