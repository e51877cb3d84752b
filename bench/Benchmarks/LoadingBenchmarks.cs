using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Benchmarks.Rounds;
using Monitoring;
using Reports.Model;
using Schemes;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Optimization;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// Loading of training batches by the cameras, the number of threads, the batches made ahead, caching and the probabilities of mosaics and
/// mixup: an epoch alone, and with a training step on every batch. The log and the table have, for each case,
/// <list type="bullet">
/// <item>images a second, and processor time an image of all threads of the process (medians);</item>
/// <item>the share of the training that was spent waiting for data (median);</item>
/// <item>the use of the device (median); of a CPU it is the share of its cores' time that this process took;</item>
/// <item>the largest resident set of the process, which holds network, images and runtime.</item>
/// </list>
/// Every epoch begins with nothing loaded ahead; a cache is filled before the first one.
/// </summary>
/// <remarks>
/// <c>--filter '*Loading*'</c> measures a few settings; a filter that names a parameter
/// (<c>'*LoadingBenchmarks.Train*Workers: 8*'</c>) chooses among all of them.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls CleanUp.")]
[MeasuredByName("Load")]
public class LoadingBenchmarks
{
    // Enough for the loader to settle; whole epochs of large data sets would take minutes.
    private const int MostBatches = 16;

    private readonly List<double> _rates = [];
    private readonly List<double> _waits = [];
    private readonly List<double> _cpu = [];
    private readonly List<double> _used = [];
    private DataLoader? _loader;
    private TrainingSession? _session;
    private IDeviceMonitor? _gpu;
    private int _epoch;

    /// <summary>Images of one camera, or frames of pairs.</summary>
    [ParamsSource(nameof(Inputs))]
    public string Input { get; set; } = "";

    /// <summary>Threads that load images; 0 loads on the thread that trains.</summary>
    [ParamsSource(nameof(WorkerCounts))]
    public int Workers { get; set; }

    /// <summary>Batches that are made ahead.</summary>
    [ParamsSource(nameof(Prefetches))]
    public int Prefetch { get; set; }

    /// <summary>True if the threads are kept between epochs.</summary>
    [ParamsSource(nameof(Persistences))]
    public bool Persistent { get; set; }

    /// <summary>Caching of decoded images.</summary>
    [ParamsSource(nameof(Cachings))]
    public ImageCaching Cache { get; set; }

    /// <summary>Probability of a mosaic.</summary>
    [ParamsSource(nameof(Mosaics))]
    public double Mosaic { get; set; }

    /// <summary>Probability that a mosaic is mixed with another one.</summary>
    [ParamsSource(nameof(Mixups))]
    public double Mixup { get; set; }

    /// <summary>Images, and frames of one camera or both.</summary>
    public static IEnumerable<string> Inputs => Of([FusionInput.Images], [.. FusionInput.Loaded]);

    /// <summary>Numbers of threads.</summary>
    public static IEnumerable<int> WorkerCounts => Of([0, 1, 2], [0, 1, 2, 4, 8]);

    /// <summary>Numbers of batches ahead.</summary>
    public static IEnumerable<int> Prefetches => Of([1, 2], [1, 2, 4]);

    /// <summary>Threads of an epoch, and threads that are kept.</summary>
    public static IEnumerable<bool> Persistences => Of([false], [false, true]);

    /// <summary>Ways of caching.</summary>
    public static IEnumerable<ImageCaching> Cachings => Of([ImageCaching.None], [ImageCaching.None, ImageCaching.Ram]);

    /// <summary>Probabilities of a mosaic.</summary>
    public static IEnumerable<double> Mosaics => Of([0.0, 1.0], [0.0, 0.5, 1.0]);

    /// <summary>Probabilities of mixup.</summary>
    public static IEnumerable<double> Mixups => Of([0.0], [0.0, 0.5]);

    /// <summary>Scans the data set.</summary>
    [GlobalSetup(Target = nameof(Load))]
    public void SetUp()
    {
        SuiteOptions options = SuiteOptions.FromEnvironment();
        set_num_threads(options.Threads);
        TrainingConfig config = Config(options);
        _loader = TrainingData.Load(config.Data, pairs: config.Pairs).TrainLoader(config);

        // A cache is filled by the first epoch of a training; what is measured are the others.
        if (Cache != ImageCaching.None)
        {
            foreach (Batch batch in _loader.Epoch(_epoch++))
                batch.Dispose();
        }
    }

    /// <summary>Scans the data set and creates the network.</summary>
    [GlobalSetup(Target = nameof(Train))]
    public void SetUpTraining()
    {
        SetUp();
        SuiteOptions options = SuiteOptions.FromEnvironment();
        TrainingConfig config = Config(options);
        _session = TrainingSession.Create(config, DatasetDescription.Load(config.Data).ClassCount);
        _gpu = options.Device == "cpu" ? null : DeviceMonitors.Open(TorchDevices.BusId(device(options.Device)));
    }

    /// <summary>Batches alone.</summary>
    [Benchmark]
    public void Load() => Run(_ => { });

    /// <summary>Batches, and a training step on each.</summary>
    [Benchmark]
    public void Train() => Run(batch =>
    {
        using DisposeScope scope = NewDisposeScope();
        _session!.Step.Run(batch.ToTensor(), batch.Targets);
        _session.Step.Synchronize();
    });

    /// <summary>Writes the figures.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        using Process own = Process.GetCurrentProcess();
        string use = _used.Count == 0 ? "unknown" : FormattableString.Invariant($"{Median(_used) * 100:F0}%");
        string waiting = _session is null ? "" : FormattableString.Invariant($", {Median(_waits) * 100:F1}% of the time waiting");
        Console.WriteLine(StandardStreamsHost.FigurePrefix + FormattableString.Invariant(
            $"{Median(_rates):F1} images/s of {_loader!.Dataset.ImageSize} pixels, {Median(_cpu) * 1000:F1} ms of processor time an image, device used {use}{waiting}, resident at most {own.PeakWorkingSet64 / 1048576.0:F0} MiB"));
        _loader.EndWorkers();
        _session?.Dispose();
        _gpu?.Dispose();
    }

    private TrainingConfig Config(SuiteOptions options) => FusionInput.Of(options.Training(SchemeCatalog.Baseline, options.BatchSizes.Max()), Input) with
    {
        Workers = Workers,
        Prefetch = Prefetch,
        PersistentWorkers = Persistent,
        Cache = Cache,
        Hyperparameters = new Hyperparameters { Augmentation = new AugmentationOptions { Mosaic = Mosaic, Mixup = Mixup } },
    };

    private void Run(Action<Batch> use)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Stopwatch all = Stopwatch.StartNew(), waiting = Stopwatch.StartNew();
        int images = 0;
        List<double> readings = [];
        foreach (Batch batch in _loader!.Epoch(_epoch++).Take(MostBatches))
        {
            waiting.Stop();
            images += batch.Count;
            using (batch)
                use(batch);
            if (_gpu?.Read().Utilization is { } reading)
                readings.Add(reading);
            waiting.Start();
        }

        // The end of an epoch, when the threads are stopped, belongs to it.
        cpu = Environment.CpuUsage.TotalTime - cpu;
        _rates.Add(images / all.Elapsed.TotalSeconds);
        _waits.Add(waiting.Elapsed / all.Elapsed);
        _cpu.Add(cpu.TotalSeconds / images);
        if (_gpu is null)
            _used.Add(Math.Min(1, cpu / all.Elapsed / Environment.ProcessorCount));
        else if (readings.Count > 0)
            _used.Add(readings.Average());
    }

    private static T[] Of<T>(T[] usual, T[] all) => SuiteOptions.FromEnvironment().AllParameters ? all : usual;

    private static double Median(List<double> values) => TimeStatistics.Of(values)!.Median;
}
