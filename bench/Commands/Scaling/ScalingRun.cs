using System.Globalization;
using Benchmarks.Measurement;
using Benchmarks.Processes;
using Benchmarks.Ranks;
using Benchmarks.Reporting;
using Reports.Model;
using Schemes;
using Schemes.Distributed;
using Schemes.Zero;

namespace Benchmarks.Commands.Scaling;

/// <summary>Runs the worlds of a measurement over ranks, one after the other, every rank a fresh process.</summary>
/// <param name="options">Network, device, threads and memory of all ranks together; one batch size, for each rank.</param>
/// <param name="counts">Numbers of ranks.</param>
/// <param name="schemes">Schemes, a row for each and each number.</param>
/// <param name="progress">Receives a line for each row.</param>
internal sealed class ScalingRun(SuiteOptions options, IReadOnlyList<int> counts, IReadOnlyList<Scheme> schemes, TextWriter progress)
{
    private readonly List<ScalingRow> _rows = [];
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    /// <summary>True if a row has failed; one that ran out of memory is a finding.</summary>
    public bool Failed => _rows.Any(row => row.Status == CaseStatus.Failed);

    /// <summary>Runs all of them, or until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; <see cref="Result"/> has the finished part.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        // What the rows are compared with: one rank with all threads, and with as many as a rank of each world has.
        foreach (int threads in counts.Select(ThreadsOf).Append(options.Threads).Distinct().OrderDescending())
            Add(SchemeCatalog.Baseline, 1, options with { Threads = threads }, isReference: true, cancellationToken);
        foreach (int count in counts)
        {
            foreach (Scheme scheme in schemes)
                Add(scheme, count, options, isReference: false, cancellationToken);
        }
    }

    /// <summary>The rows so far; null if there are none.</summary>
    public ScalingResult? Result(string commandLine) => _rows.Count == 0 ? null : new ScalingResult
    {
        StartedUtc = _started,
        CommandLine = commandLine,
        Environment = EnvironmentFacts.Of(options.Device, options.Threads, options.MemoryBudget),
        Model = "yolov5" + options.Model,
        Imgsz = options.ImageSize,
        BatchPerRank = options.BatchSizes[0],
        Cores = Environment.ProcessorCount,
        Rows = _rows,
    };

    private int ThreadsOf(int ranks) => options.Device == "cpu" ? Math.Max(1, options.Threads / ranks) : options.Threads;

    private void Add(Scheme scheme, int ranks, SuiteOptions of, bool isReference, CancellationToken cancellationToken)
    {
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scheme.Id}, {ranks} {(ranks == 1 ? "rank" : "ranks")}, {(isReference ? of.Threads : ThreadsOf(ranks))} threads each"));
        ScalingRow row = new()
        {
            Scheme = scheme.Id,
            IsReference = isReference,
            Ranks = ranks,
            ThreadsPerRank = isReference ? of.Threads : ThreadsOf(ranks),
            BatchSize = options.BatchSizes[0] * ranks,
            Status = CaseStatus.Ok,
        };
        try
        {
            row = Measure(row, scheme, of, cancellationToken);
        }
        catch (Exception exception) when (exception is StepFailedException or DllNotFoundException or InvalidInputException)
        {
            row = row with { Status = (exception as StepFailedException)?.Status ?? CaseStatus.Failed, Message = exception.Message };
        }

        progress.WriteLine(row.ImagesPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"  {row.StepSeconds:F3} s, {rate:F2} images/s") : $"  {row.Message}");
        _rows.Add(row);
    }

    private ScalingRow Measure(ScalingRow row, Scheme scheme, SuiteOptions of, CancellationToken cancellationToken)
    {
        if (row.Ranks > 1)
            ProcessGroup.CheckAvailable(TorchSharp.torch.device(options.Device));
        using RankWorld world = RankWorld.Start(RankRequest.World(of, scheme, row.BatchSize, row.Ranks).Select(request => request with { RecordsTimes = true }));
        world.AwaitReady();
        List<RankAnswer[]> steps = [];
        for (int step = -of.WarmupCount; step < of.IterationCount; step++)
        {
            RankAnswer[] answers = Ask(RankServer.Step);
            if (step >= 0)
                steps.Add(answers);
        }

        RankAnswer state = Ask(RankServer.State)[0];
        RankOverlap? overlap = row.IsReference ? null : Ask(RankServer.Overlap)[0].Overlap;
        return row with
        {
            StepSeconds = TimeStatistics.Of([.. steps.Select(answers => answers[0].Seconds!.Value)])!.Median,
            PeakAllocatedBytes = [.. Enumerable.Range(0, row.Ranks).Select(rank => steps.Max(answers => answers[rank].PeakAllocatedBytes!.Value))],
            AllocatedBytes = state.AllocatedBytes,
            State = StateOf(state.State!),
            PredictedState = StateOf(state.PredictedState!),
            GatheredBytes = state.GatheredBytes,
            Collectives = Collectives(steps),
            Overlap = overlap is null ? null : new ScalingOverlap
            {
                ComputeSeconds = overlap.ComputeSeconds,
                AloneSeconds = overlap.AloneSeconds,
                AloneCpuSeconds = overlap.AloneCpuSeconds,
                FreeSeconds = overlap.FreeSeconds,
                TogetherSeconds = overlap.TogetherSeconds,
            },
        };

        RankAnswer[] Ask(string command)
        {
            cancellationToken.ThrowIfCancellationRequested();
            world.Tell(command);
            return world.Answers();
        }
    }

    private static ScalingState StateOf(ZeroMemory memory) => new()
    {
        Parameters = memory.Parameters,
        Masters = memory.Masters,
        Gradients = memory.Gradients,
        OptimizerState = memory.OptimizerState,
    };

    private static ScalingCollective[] Collectives(List<RankAnswer[]> steps) =>
    [
        .. steps.SelectMany(answers => answers[0].Collectives ?? [])
            .GroupBy(time => (time.Operation, time.IsAhead))
            .Select(alike => new ScalingCollective
            {
                Operation = alike.Key.Operation,
                IsAhead = alike.Key.IsAhead,
                Count = (double)alike.Sum(time => time.Count) / steps.Count,
                Bytes = (double)alike.Sum(time => time.Bytes) / steps.Count,
                Seconds = alike.Sum(time => time.Seconds) / steps.Count,
                WaitedSeconds = alike.Sum(time => time.WaitedSeconds) / steps.Count,
            }),
    ];
}
