using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Benchmarks.Rounds;
using Schemes;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Optimization;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// Loading of training batches: an epoch alone, and with a training step on every batch. At the end of a case, images a second are written to
/// the log, and the share of the training that was spent waiting for data. Every epoch begins with nothing loaded ahead.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls CleanUp.")]
public class DataLoaderBenchmarks
{
    // Enough for the loader to settle; whole epochs of large data sets would take minutes.
    private const int MostBatches = 16;

    private readonly List<double> _rates = [];
    private readonly List<double> _waits = [];
    private DataLoader? _loader;
    private TrainingSession? _session;
    private int _epoch;

    /// <summary>Threads that load images.</summary>
    [Params(1, 2)]
    public int Workers { get; set; }

    /// <summary>Batches that are made ahead.</summary>
    [Params(1, 3)]
    public int Prefetch { get; set; }

    /// <summary>Caching of decoded images.</summary>
    [Params(ImageCaching.None, ImageCaching.Ram)]
    public ImageCaching Cache { get; set; }

    /// <summary>Way in which images are joined: mosaics of four, and mosaics of which half are mixed with another one.</summary>
    [Params(Joining.None, Joining.Mosaic, Joining.MosaicAndMixup)]
    public Joining Joined { get; set; }

    /// <summary>Scans the data set.</summary>
    [GlobalSetup(Target = nameof(Load))]
    public void SetUp()
    {
        SuiteOptions options = SuiteOptions.FromEnvironment();
        set_num_threads(options.Threads);
        TrainingData data = TrainingData.Load(options.Data);
        DetectionDataset dataset = new(data.Train, new DetectionDatasetOptions
        {
            ImageSize = options.ImageSize,
            Cache = Cache,
            Augmentation = new AugmentationOptions { Mosaic = Joined == Joining.None ? 0 : 1, Mixup = Joined == Joining.MosaicAndMixup ? 0.5 : 0 },
        });
        _loader = new DataLoader(dataset, new DataLoaderOptions { BatchSize = options.BatchSizes.Max(), Workers = Workers, Prefetch = Prefetch, Shuffle = true });
    }

    /// <summary>Scans the data set and creates the network.</summary>
    [GlobalSetup(Target = nameof(Train))]
    public void SetUpTraining()
    {
        SetUp();
        SuiteOptions options = SuiteOptions.FromEnvironment();
        TrainingConfig config = options.Training(SchemeCatalog.Baseline, options.BatchSizes.Max());
        _session = TrainingSession.Create(config, TrainingData.Load(options.Data).Description.ClassCount);
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
    });

    /// <summary>Writes the figures.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        string waiting = _session is null ? "" : FormattableString.Invariant($", {Median(_waits):P1} of the time spent waiting");
        Console.WriteLine(StandardStreamsHost.FigurePrefix + FormattableString.Invariant($"{Median(_rates):F1} images/s of {_loader!.Dataset.ImageSize} pixels{waiting}"));
        _session?.Dispose();
    }

    /// <summary>Ways in which images are joined.</summary>
    public enum Joining
    {
        /// <summary>Single images.</summary>
        None,

        /// <summary>Mosaics of four images.</summary>
        Mosaic,

        /// <summary>Mosaics, half of which are mixed with another one.</summary>
        MosaicAndMixup,
    }

    private void Run(Action<Batch> use)
    {
        Stopwatch all = Stopwatch.StartNew(), waiting = Stopwatch.StartNew();
        int images = 0;
        foreach (Batch batch in _loader!.Epoch(_epoch++).Take(MostBatches))
        {
            waiting.Stop();
            images += batch.Count;
            using (batch)
                use(batch);
            waiting.Start();
        }

        // The end of an epoch, when the threads are stopped, belongs to it.
        _rates.Add(images / all.Elapsed.TotalSeconds);
        _waits.Add(waiting.Elapsed / all.Elapsed);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
