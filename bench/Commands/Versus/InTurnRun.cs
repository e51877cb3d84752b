using System.Diagnostics;
using System.Globalization;
using Benchmarks.Commands.InTurn;
using Benchmarks.Measurement;
using Benchmarks.Reporting;
using CommandLines;
using Reports.Model;
using Schemes;
using TorchSharp;

namespace Benchmarks.Commands.Versus;

/// <summary>Every case of a comparison in turn, as two runs.</summary>
internal sealed class InTurnRun(InTurnOptions options, SourceVersion baseline, SourceVersion current, string commandLine, TextWriter progress)
{
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly List<CaseResult> _before = [];
    private readonly List<CaseResult> _after = [];
    private string? _libtorch;

    /// <summary>Measures all cases.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public (BenchmarkRun Baseline, BenchmarkRun Current) Run(CancellationToken cancellationToken)
    {
        (Scheme Scheme, int BatchSize)[] cases = [.. from batch in options.BatchSizes from scheme in options.Schemes select (scheme, batch)];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < cases.Length; i++)
        {
            (Scheme scheme, int batch) = cases[i];
            string left = i == 0 ? "" : $", {DurationText.Of(Stopwatch.GetElapsedTime(start) / i * (cases.Length - i))} left";
            progress.WriteLine($"[{i + 1}/{cases.Length}] {scheme.Id}, batch {batch}{left}");
            string[] arguments = InTurnMeasurement.Arguments(options, batch, "--scheme", scheme.Id);
            (InTurnSide before, InTurnSide after, string? libtorch) = InTurnMeasurement.Run((baseline.Program, arguments), (current.Program, arguments), options, cancellationToken);
            _libtorch ??= libtorch;
            _before.Add(Case(before, scheme, batch));
            _after.Add(Case(after, scheme, batch));
            progress.WriteLine($"  {Outcome(before)} | {Outcome(after)}");
        }

        string id = _started.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return (Of(baseline, _before, id + "-baseline", id + "-current"), Of(current, _after, id + "-current", id + "-baseline"));
    }

    private BenchmarkRun Of(SourceVersion version, IReadOnlyList<CaseResult> cases, string id, string partner)
    {
        RunEnvironment environment = EnvironmentFacts.Of(options.Device, options.Threads, memoryBudget: 0);
        return new BenchmarkRun
        {
            RunId = id,
            StartedUtc = _started,
            CommandLine = commandLine,
            InTurnWith = partner,
            Environment = environment with { LibtorchVersion = _libtorch ?? environment.LibtorchVersion, Commit = version.Commit, CommitDirty = version.IsDirty },
            Workload = new Workload { Model = $"yolov5{options.Model}", Imgsz = options.ImageSize, Dataset = "drawn" },
            Cases = cases,
        };
    }

    private CaseResult Case(InTurnSide side, Scheme scheme, int batchSize)
    {
        TimeStatistics? statistics = TimeStatistics.Of(side.Seconds);
        return new CaseResult
        {
            Benchmark = "Step",
            Scheme = SchemeDescriptions.Of(scheme, torch.device(options.Device)),
            BatchSize = batchSize,
            Status = side.Status,
            Message = side.Message,
            IterationTimesSeconds = side.Seconds,
            IterationsPerProcess = side.StepsPerProcess.Count > 1 ? side.StepsPerProcess : null,
            WarmupCount = options.Warmup,
            Statistics = statistics,
            ImagesPerSecond = batchSize / statistics?.Mean,
            PeakAllocatedBytes = side.Status == CaseStatus.Ok ? side.PeakAllocatedBytes : null,
        };
    }

    private static string Outcome(InTurnSide side) => side.Message
        ?? (TimeStatistics.Of(side.Seconds) is { } statistics ? string.Create(CultureInfo.InvariantCulture, $"{statistics.Median * 1000:0.0} ms") : "not run");
}
