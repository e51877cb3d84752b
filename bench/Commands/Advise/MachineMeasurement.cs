using Benchmarks.Epochs;
using Reports.Model;
using Schemes;
using Yolov5.Data;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Benchmarks.Commands.Advise;

/// <summary>Measures the parts of a training alone: loading by threads, steps by schemes and batch sizes.</summary>
internal sealed class MachineMeasurement(AdviseOptions options, TrainingData data, AdviseProgress progress, CancellationToken cancellationToken) : IDisposable
{
    private const int StepsATurn = 2;
    private const int Turns = 2;
    private const int LoadedBatches = 8;

    private EpochProcess? _process;

    /// <summary>Images to train on of the short runs.</summary>
    public int Images { get; } = Math.Min(data.Train.Entries.Count, Math.Max(LoadedBatches * options.Config.BatchSize, OutOfRecent(options, data)));

    /// <summary>Images to evaluate of the short runs.</summary>
    public int ValidationImages { get; } = Math.Min(data.Validation.Entries.Count, Math.Max(64, 8 * options.Config.BatchSize));

    /// <summary>Largest batch that fits, of those that were tried; null where none was.</summary>
    public int? LargestBatch { get; private set; }

    /// <summary>Numbers of threads that are measured.</summary>
    public static IReadOnlyList<int> WorkerCounts(int now) => [.. new[] { now, 1, Environment.ProcessorCount, 2 * Environment.ProcessorCount }.Distinct().Order()];

    /// <summary>Measurements that are made.</summary>
    public int Count => (2 * WorkerCounts(options.Config.Workers).Count) + 1 + options.Schemes.Count + (options.TriesBatches ? 1 : 0);

    /// <summary>Loading by the number of threads, without and with images in memory, where they fit.</summary>
    public IReadOnlyDictionary<(int Workers, bool Caches), LoadRate> Loads()
    {
        EpochSettings now = options.Settings;
        bool fits = now.Caches || CacheBudget.Of(ImageCaching.Ram, data.Train.Entries, options.Config.ImageSize).Caching == ImageCaching.Ram;
        EpochProcess process = _process ??= options.Start(now, "parts", Images, ValidationImages);
        Dictionary<(int, bool), LoadRate> loads = [];
        foreach (bool caches in fits ? new[] { false, true } : [false])
        {
            foreach (int workers in WorkerCounts(now.Workers))
            {
                RateRecord rate = progress.Run(
                    LoadRate.Name(workers, caches),
                    () => process.Load(workers, Math.Max(2, now.Prefetch), caches ? ImageCaching.Ram : ImageCaching.None, Math.Min(LoadedBatches, Math.Max(1, Images / now.BatchSize))));
                loads[(workers, caches)] = new LoadRate(rate.Mean / rate.Images, rate.CpuSeconds / rate.Images);
            }
        }

        return loads;
    }

    /// <summary>Steps by scheme and batch size. Each scheme takes its steps in turn with that of now. What does not fit into memory is left out.</summary>
    public Dictionary<(string Scheme, int BatchSize), StepRate> Steps()
    {
        EpochSettings now = options.Settings;
        Dictionary<(string, int), StepRate> steps = [];
        List<double> all = [], processor = [];
        EpochProcess process = _process ??= options.Start(now, "parts", Images, ValidationImages);
        bool fits = progress.Run($"steps alone, {now.Scheme}", () => Add(process.Step(StepsATurn)));
        foreach (Scheme scheme in options.Schemes)
            progress.Run($"steps alone, {scheme.Id}", () => Compare(scheme));
        if (fits)
            steps[(now.Scheme, now.BatchSize)] = new StepRate(Median(all), Median(processor));
        foreach ((string scheme, int batch) in steps.Keys.Where(key => fits && key.Item1 != now.Scheme).ToArray())
        {
            // Until here the ratio to the steps beside which it was measured.
            StepRate ratio = steps[(scheme, batch)];
            steps[(scheme, batch)] = ratio with { Seconds = ratio.Seconds * Median(all) };
        }

        return steps;

        bool Add(RateRecord record)
        {
            all.AddRange(record.Seconds);
            if (!record.OutOfMemory)
                processor.Add(record.CpuSeconds);
            return !record.OutOfMemory;
        }

        bool Compare(Scheme scheme)
        {
            using EpochProcess other = options.Start(now with { Scheme = scheme.Id }, "parts", Images, ValidationImages);
            List<double> own = [], beside = [];
            double cpu = 0;
            for (int turn = 0; turn < Turns; turn++)
            {
                RateRecord record = other.Step(StepsATurn);
                if (record.OutOfMemory)
                    return false;
                own.AddRange(record.Seconds);
                cpu += record.CpuSeconds / Turns;
                if (!fits)
                    continue;
                RateRecord reference = process.Step(StepsATurn);
                Add(reference);
                beside.AddRange(reference.Seconds);
            }

            steps[(scheme.Id, now.BatchSize)] = new StepRate(fits ? Median(own) / Median(beside) : Median(own), cpu);
            return true;
        }
    }

    /// <summary>Adds the steps of other batch sizes: twice that of now; where that of now does not fit, the largest that does.</summary>
    public void AddBatches(Dictionary<(string Scheme, int BatchSize), StepRate> steps)
    {
        EpochSettings now = options.Settings;
        if (!options.TriesBatches)
            return;
        bool fits = steps.TryGetValue((now.Scheme, now.BatchSize), out StepRate? known);
        SizingOptions sizing = AutoBatch.OptionsFor(data, options.Config.Hyperparameters, options.MemoryBudget) with { Threads = options.Threads };
        int most = Math.Min(sizing.MostImages, fits ? 2 * now.BatchSize : now.BatchSize);
        sizing = sizing with { MostImages = most, Only = fits ? [now.BatchSize, most] : [] };
        BatchChoice choice = progress.Run("largest batch that fits", () => new BatchSizing(options.ConfigOf(now), sizing, AutoBatch.Probe).Run(cancellationToken));
        LargestBatch = choice.BatchSize;
        BatchTrial? reference = choice.Trials.FirstOrDefault(trial => trial.BatchSize == now.BatchSize && trial.Result.StepSeconds is not null);
        foreach (BatchTrial trial in choice.Trials.Where(trial => trial.BatchSize != now.BatchSize && trial.IsWithin(choice.LimitBytes) && (fits || trial.BatchSize == choice.BatchSize)))
        {
            // Compared among probes, whose images and labels are drawn.
            double seconds = trial.Result.StepSeconds!.Value;
            double factor = fits && reference is not null ? seconds / reference.Result.StepSeconds!.Value : 1;
            steps[(now.Scheme, trial.BatchSize)] = fits && reference is not null
                ? new StepRate(known!.Seconds * factor, known.CpuSeconds * factor)
                : new StepRate(seconds, seconds * options.Threads);
        }
    }

    /// <summary>Ends the process in which the parts were measured.</summary>
    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }

    private static double Median(List<double> values) => TimeStatistics.Of(values)!.Median;

    // Mosaics keep some images that were read last. A data set that is larger is read again in every epoch, and so must its part be.
    private static int OutOfRecent(AdviseOptions options, TrainingData data)
    {
        long image = 3L * options.Config.ImageSize * options.Config.ImageSize;
        bool isLarger = options.Config.Hyperparameters.Augmentation.Mosaic > 0 && image * data.Train.Entries.Count > DetectionDataset.RecentBytes;
        return isLarger ? (int)(1.2 * DetectionDataset.RecentBytes / image) : 0;
    }
}
