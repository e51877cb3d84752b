using Benchmarks.Processes;
using Benchmarks.Ranks;
using Reports.Model;
using Schemes;
using Schemes.Distributed;
using Schemes.Memory;
using TorchSharp;
using Yolov5;
using Yolov5.Data;
using Yolov5.Sizing;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks.Measurement;

/// <summary>One case of the suite in the process that measures it: a network, a scheme, a batch on the host.</summary>
internal sealed class TrainingCase
{
    /// <summary>
    /// The environment variable that says by "0" that another process of the same case measures its accuracy and its memory over a step.
    /// </summary>
    public const string FirstRoundVariable = "YOLOV5_SUITE_FIRST_ROUND";

    private readonly SuiteOptions _options;
    private readonly Scheme _scheme;
    private readonly int _batchSize;
    private readonly TrainingSession _session;
    private readonly Tensor _images;
    private readonly float[] _targets;
    private readonly DeviceSampling _sampling;
    private readonly RankTraining? _rank;
    private readonly RankWorld? _others;
    private readonly List<IReadOnlyList<long>> _peakOfRanks = [];
    private readonly List<long> _peakAllocated = [];
    private readonly List<long> _peakReserved = [];
    private readonly List<long> _managed = [];
    private CaseRecord _record;
    private long _managedBefore;
    private bool _failed;

    private TrainingCase(SuiteOptions options, Scheme scheme, int batchSize, TrainingSession session, DeviceSampling sampling, Tensor images, float[] targets, CaseRecord record, RankTraining? rank = null, RankWorld? others = null)
    {
        _options = options;
        _scheme = scheme;
        _batchSize = batchSize;
        _session = session;
        _images = images;
        _targets = targets;
        _sampling = sampling;
        _record = record;
        _rank = rank;
        _others = others;
    }

    /// <summary>Creates the network and reads one batch of the data set.</summary>
    public static TrainingCase Create(SuiteOptions options, Scheme scheme, int batchSize) => Create(options, scheme, record => Make(options, scheme, batchSize, record));

    /// <summary>Creates a network for one camera or two, with random weights, and draws a batch. It has no accuracy.</summary>
    public static TrainingCase Drawn(SuiteOptions options, Scheme scheme, int batchSize, FusionInput input) =>
        Create(options, scheme, record => Make(options with { AccuracyEpochs = 0, Weights = null }, scheme, batchSize, input, record));

    /// <summary>Creates the network on several ranks, each with a part of the batch: this process is rank 0 and starts the others.</summary>
    /// <param name="options">Options of the run; on CPUs the ranks share its threads and its memory.</param>
    /// <param name="scheme">Scheme of the step.</param>
    /// <param name="batchSize">Images of a step, over all ranks.</param>
    /// <param name="worldSize">Number of ranks.</param>
    public static TrainingCase CreateOverRanks(SuiteOptions options, Scheme scheme, int batchSize, int worldSize)
    {
        Scheme named = scheme with { Id = $"{scheme.Id}_{worldSize}_ranks", Name = $"{scheme.Name ?? scheme.Id}, {worldSize} ranks" };
        RankWorld? others = null;
        return Create(
            options,
            named,
            record =>
            {
                if (worldSize < 2)
                    throw new InvalidInputException($"several ranks need several CUDA devices; this machine has {TorchDevices.CudaCount} that libtorch can use");

                // A library that is missing is known before anything is started.
                ProcessGroup.CheckAvailable(device(options.Device));
                RankRequest[] world = RankRequest.World(options, scheme, batchSize, worldSize);
                others = RankWorld.Start(world[1..]);
                RankTraining own = RankTraining.Create(world[0]);
                others.AwaitReady();
                return new TrainingCase(options, scheme, batchSize, own.Session, new DeviceSampling(own.Session.Step.Device), own.Images, own.Targets, record, own, others);
            },
            () => others?.Dispose(),
            () => others?.Failure());
    }

    private static TrainingCase Create(
        SuiteOptions options, Scheme scheme, Func<CaseRecord, TrainingCase> make, Action? failed = null, Func<StepFailedException?>? ofRanks = null)
    {
        // The scheme is recorded first, so that it is known even if the process is killed.
        CaseRecord record = new() { Scheme = SchemeDescriptions.Of(scheme, device(options.Device)) };
        CaseRecordFile.Write(record with { Status = CaseStatus.Failed, Message = "the benchmark process ended before its first step" });
        return Guarded(record, () => make(record), failed, ofRanks);
    }

    /// <summary>Resets the peak, before a step.</summary>
    public void BeforeStep()
    {
        if (_peakAllocated.Count == _options.WarmupCount)
            _sampling.Begin();
        DeviceMemory.ResetPeak(_session.Step.Device);
        _managedBefore = GC.GetTotalAllocatedBytes();
    }

    /// <summary>Runs a step and waits for its end.</summary>
    public void Step() => Guarded(_record, () =>
    {
        _others?.Tell(RankServer.Step);
        using Tensor items = _session.Step.Run(_images, _targets);
        _session.Step.Synchronize();
        return 0;
    }, Fail, () => _others?.Failure());

    /// <summary>Records the figures of a step, after it.</summary>
    public void AfterStep()
    {
        if (_failed)
            return;
        _managed.Add(GC.GetTotalAllocatedBytes() - _managedBefore);
        DeviceMemoryStatistics memory = DeviceMemory.Statistics(_session.Step.Device);
        long[] allocated = [memory.PeakAllocated], reserved = [memory.PeakReserved];
        if (_others is not null)
        {
            RankAnswer[] answers = Answers(_others);
            allocated = [.. allocated, .. answers.Select(answer => answer.PeakAllocatedBytes!.Value)];
            reserved = [.. reserved, .. answers.Select(answer => answer.PeakReservedBytes!.Value)];
            _peakOfRanks.Add(allocated);
        }

        _peakAllocated.Add(allocated.Max());
        _peakReserved.Add(reserved.Max());
        bool scaled = _session.Step.Scaler.Enabled;
        _record = _record with
        {
            PeakAllocatedBytes = _peakAllocated,
            PeakReservedBytes = _peakReserved,
            PeakAllocatedBytesOfRanks = _peakOfRanks,
            ManagedAllocatedBytes = _managed,
            LossScale = scaled ? _session.Step.Scaler.CurrentScale : null,
            SkippedSteps = scaled ? (int)_session.Step.Scaler.SkippedSteps : null,
        };
        CaseRecordFile.Write(_record);
    }

    /// <summary>Records one more step for its memory, releases the network and runs the accuracy pass, after the last step.</summary>
    public void Finish()
    {
        if (!_failed && _peakAllocated.Count > 0)
        {
            _record = _record with { DeviceSamples = _sampling.End() };
            if (IsFirstRound && _others is null)
                _record = _record with { MemoryTimeline = MemoryTimelines.TryRecord(_session, _images, _targets) };
            CaseRecordFile.Write(_record);
        }

        _images.Dispose();
        _session.Dispose();
        _rank?.Dispose();
        _others?.Dispose();

        // Ranks train as one process does; the tests of training over ranks say how closely.
        if (_failed || _others is not null || _options.AccuracyEpochs == 0 || !IsFirstRound)
            return;
        Guarded(_record, () =>
        {
            TrainingData data = TrainingData.Load(_options.Data);
            _record = _record with
            {
                Accuracy = KeptAccuracy.Of(Places.Accuracies, _options, data, _scheme, _batchSize, () => AccuracyMeasurement.Run(_options, data, _scheme, _batchSize)),
            };
            CaseRecordFile.Write(_record);
            return 0;
        });
    }

    private static bool IsFirstRound => Environment.GetEnvironmentVariable(FirstRoundVariable) != "0";

    private void Fail()
    {
        _failed = true;
        _sampling.Dispose();
        _others?.Dispose();
    }

    private RankAnswer[] Answers(RankWorld others) => Guarded(_record, others.Answers, Fail);

    private static TrainingCase Make(SuiteOptions options, Scheme scheme, int batchSize, CaseRecord record)
    {
        torch.set_num_threads(options.Threads);
        DeviceMemory.SetCpuBudget(options.MemoryBudget);
        TrainingConfig config = options.Training(scheme, batchSize);
        TrainingData data = TrainingData.Load(options.Data);

        // Images are read while the network is made.
        Task<IReadOnlyList<Batch>> reading = Task.Run(() => Batches(data, config));
        TrainingSession session = TrainingSession.Create(config, data.Description.ClassCount);
        (Tensor images, float[] targets) = Together(reading.GetAwaiter().GetResult(), config.BatchSize);
        return new TrainingCase(options, scheme, batchSize, session, new DeviceSampling(session.Step.Device), images, targets, record);
    }

    private static TrainingCase Make(SuiteOptions options, Scheme scheme, int batchSize, FusionInput input, CaseRecord record)
    {
        torch.set_num_threads(options.Threads);
        DeviceMemory.SetCpuBudget(options.MemoryBudget);
        TrainingConfig config = options.Training(scheme, batchSize) with { Fusion = input.Fusion };
        TrainingSession session = TrainingSession.Create(config, ProbeRequest.CocoClasses);
        DrawnBatch batch = DrawnBatch.Of(batchSize, options.ImageSize, ProbeRequest.CocoClasses, channels: input.Channels);
        return new TrainingCase(options, scheme, batchSize, session, new DeviceSampling(session.Step.Device), batch.Images, batch.Targets, record);
    }

    /// <summary>A real batch; a data set with fewer images than the batch is repeated.</summary>
    internal static (Tensor Images, float[] Targets) FirstBatch(TrainingData data, TrainingConfig config) => Together(Batches(data, config), config.BatchSize);

    private static IReadOnlyList<Batch> Batches(TrainingData data, TrainingConfig config)
    {
        DataLoader loader = data.TrainLoader(config);
        List<Batch> batches = [];
        for (int epoch = 0; batches.Sum(batch => batch.Count) < config.BatchSize; epoch++)
            batches.Add(loader.Epoch(epoch).First());
        return batches;
    }

    private static (Tensor Images, float[] Targets) Together(IReadOnlyList<Batch> batches, int batchSize)
    {
        List<Tensor> parts = [];
        List<float> targets = [];
        int images = 0;
        foreach (Batch read in batches)
        {
            using Batch batch = read;
            int take = Math.Min(batch.Count, batchSize - images);
            using Tensor whole = batch.ToTensor();
            parts.Add(whole.narrow(0, 0, take).clone());
            for (int row = 0; row < batch.TargetCount; row++)
            {
                ReadOnlySpan<float> target = batch.Targets.AsSpan(row * Batch.TargetColumns, Batch.TargetColumns);
                if ((int)target[0] < take)
                    targets.AddRange([target[0] + images, .. target[1..]]);
            }

            images += take;
        }

        Tensor all = cat(parts, 0);
        parts.ForEach(part => part.Dispose());
        return (all, [.. targets]);
    }

    // The error that ends a case is reported to the host, which shows it in the case's row; BenchmarkDotNet itself only knows NA.
    private static T Guarded<T>(CaseRecord record, Func<T> body, Action? failed = null, Func<StepFailedException?>? ofRanks = null)
    {
        try
        {
            return body();
        }
        catch (Exception exception)
        {
            // Where a rank was lost, the reason is its own.
            StepFailedException? lost = exception as StepFailedException ?? (exception is CollectiveException ? ofRanks?.Invoke() : null);
            failed?.Invoke();
            CaseRecordFile.Write(record with
            {
                Status = lost?.Status ?? (DeviceMemory.IsOutOfMemory(exception) ? CaseStatus.OutOfMemory : CaseStatus.Failed),
                Message = lost?.Message ?? DeviceMemory.Message(exception),
            });
            throw;
        }
    }
}
