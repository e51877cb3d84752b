using System.Diagnostics;
using Benchmarks.Measurement;
using Reports.Model;
using Schemes.Distributed;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Sizing;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks.Ranks;

/// <summary>Training of one rank: its network, its part of the batch, and the group of all ranks.</summary>
internal sealed class RankTraining : IDisposable
{
    private const int LabelsPerImage = 8;

    // The differences are a few percent of a pass.
    private const int LeastOverlapRounds = 15;
    private const int MostOverlapRounds = 60;
    private static readonly TimeSpan OverlapTime = TimeSpan.FromSeconds(20);

    // Long enough for a machine that is busy or stopped for a while; a rank that dies is noticed at once.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private readonly ProcessGroup? _group;
    private readonly CollectiveTimes? _times;

    private RankTraining(ProcessGroup? group, CollectiveTimes? times, TrainingSession session, Tensor images, float[] targets)
    {
        _group = group;
        _times = times;
        Session = session;
        Images = images;
        Targets = targets;
    }

    /// <summary>Network, optimizer and step.</summary>
    public TrainingSession Session { get; }

    /// <summary>This rank's part of the batch: [N, 3, size, size] bytes on the host.</summary>
    public Tensor Images { get; }

    /// <summary>Its labels.</summary>
    public float[] Targets { get; }

    /// <summary>Reads the batch, meets the other ranks and makes the network.</summary>
    /// <param name="request">This rank's part.</param>
    /// <param name="beforeMeeting">Called when all that this rank does alone has succeeded.</param>
    /// <exception cref="CollectiveException">A rank did not come, or was lost.</exception>
    public static RankTraining Create(RankRequest request, Action? beforeMeeting = null)
    {
        SuiteOptions options = request.Options;
        set_num_threads(options.Threads);
        DeviceMemory.SetCpuBudget(options.MemoryBudget);
        TrainingConfig config = options.Training(request.Scheme, request.BatchSize).Validated();
        (Tensor images, float[] targets, int classes) = Batch(options, config);
        using (images)
        {
            int share = request.BatchSize / request.WorldSize, first = share * request.Rank;
            Tensor own = images.narrow(0, first, share).clone();
            beforeMeeting?.Invoke();
            ProcessGroup? group = request.WorldSize == 1 ? null : ProcessGroup.MeetAtFile(request.MeetingFile, request.Rank, request.WorldSize, Timeout, device(options.Device));
            CollectiveTimes? times = request.RecordsTimes && group is { Device.type: DeviceType.CPU } ? group.RecordTimes() : null;
            return new RankTraining(group, times, TrainingSession.Create(config, classes, ranks: group), own, MicroBatchedStep.TargetsOf(targets, first, share));
        }
    }

    /// <summary>Runs a step and waits for the device.</summary>
    public RankAnswer Step()
    {
        torch.Device device = Session.Step.Device;
        DeviceMemory.ResetPeak(device);
        _times?.Take();
        long start = Stopwatch.GetTimestamp();
        using (Tensor items = Session.Step.Run(Images, Targets))
            Session.Step.Synchronize();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        DeviceMemoryStatistics memory = DeviceMemory.Statistics(device);
        return new RankAnswer { Seconds = seconds, PeakAllocatedBytes = memory.PeakAllocated, PeakReservedBytes = memory.PeakReserved, Collectives = _times?.Take() };
    }

    /// <summary>Runs a step and reads, between backward pass and update, the training state that this rank keeps.</summary>
    public RankAnswer State(int worldSize)
    {
        using (Tensor items = Session.Step.Accumulate(Images, Targets))
            Session.Step.Synchronize();
        RankAnswer answer = new()
        {
            State = Session.StateMemory,
            PredictedState = Session.PredictedStateMemory(worldSize),
            AllocatedBytes = DeviceMemory.Statistics(Session.Step.Device).Allocated,
            GatheredBytes = Session.Zero?.GatheredBytes ?? 0,
        };
        Session.Step.Update();
        return answer;
    }

    /// <summary>Measures computing and exchange of gradients apart and together, in turn.</summary>
    public RankAnswer Overlap()
    {
        if (_group is null || Session.Parallel is not { } parallel)
            return new RankAnswer();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] buckets = [.. parallel.BucketBytes.Select(bytes => zeros([bytes / sizeof(float)], device: Session.Step.Device))];
        List<double> compute = [], alone = [], cpu = [], free = [], together = [];
        long start = Stopwatch.GetTimestamp();
        while (GoOn())
        {
            double first = Time(() => Backward(isLast: false));
            free.Add(Time(() =>
            {
                Work[] started = Start();
                Backward(isLast: false);
                WaitFor(started);
            }));
            together.Add(Time(() => Backward(isLast: true)));
            compute.Add((first + Time(() => Backward(isLast: false))) / 2);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            alone.Add(Time(() => WaitFor(Start())));
            cpu.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return new RankAnswer { Overlap = new RankOverlap(Median(compute), Median(alone), Median(cpu), AboveComputing(free), AboveComputing(together)) };

        // A machine's speed changes from round to round by more than the exchange takes; within a round, which begins and ends with
        // computing, it does so less.
        double AboveComputing(List<double> both) => Median(compute) + Median([.. both.Zip(compute, (with, without) => with - without)]);

        // All ranks stop after the same round: as soon as one of them has measured for long enough.
        bool GoOn()
        {
            using Tensor late = full([1], Stopwatch.GetElapsedTime(start) > OverlapTime ? 1f : 0f, device: Session.Step.Device);
            _group.AllReduce(late, Reduction.Max);
            return compute.Count < LeastOverlapRounds || (compute.Count < MostOverlapRounds && late.item<float>() == 0);
        }

        Work[] Start() => [.. buckets.Select(bucket => _group.StartAllReduce(bucket))];

        static void WaitFor(Work[] started)
        {
            foreach (Work work in started)
                work.Wait();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Session.Dispose();
        _group?.Dispose();
    }

    private static (Tensor Images, float[] Targets, int Classes) Batch(SuiteOptions options, TrainingConfig config)
    {
        if (options.Data.Length == 0)
        {
            (Tensor drawn, float[] labels) = DrawnBatch.Of(config.BatchSize, config.ImageSize, ProbeRequest.CocoClasses, LabelsPerImage);
            return (drawn, labels, ProbeRequest.CocoClasses);
        }

        TrainingData data = TrainingData.Load(options.Data);
        (Tensor images, float[] targets) = TrainingCase.FirstBatch(data, config);
        return (images, targets, data.Description.ClassCount);
    }

    private static double Median(List<double> values) => TimeStatistics.Of(values)!.Median;

    private double Time(Action action)
    {
        _group!.Barrier();
        long start = Stopwatch.GetTimestamp();
        action();
        Session.Step.Synchronize();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Session.Step.DropGradients();
        return seconds;
    }

    private void Backward(bool isLast)
    {
        using Tensor items = Session.Step.Accumulate(Images, Targets, isLast);
    }
}
