using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Benchmarks.Epochs;
using Benchmarks.Measurement;
using Benchmarks.Rounds;
using Reports.Advice;
using Reports.Comparison;
using Reports.Model;
using Schemes;
using Yolov5.Data.Augmentation;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Benchmarks;

/// <summary>
/// Whole epochs of the training program with settings that are said to make it faster, one at a time and all together, each epoch after one with
/// the settings before. Both run in processes of their own, so that their ratio can be trusted even if the machine is shared. At the end of a
/// case the log and the table have the time of an epoch, the use of the device, the part that takes most, and the gain with its 95% interval beside what is
/// said of it. An evaluation is made in every epoch and counts with the share of epochs that have one.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls CleanUp.")]
[MeasuredByName("Epoch")]
public class EpochBenchmarks
{
    private const double Alpha = 0.025;

    private readonly List<double> _before = [];
    private readonly List<double> _after = [];
    private readonly List<EpochTime> _times = [];
    private readonly List<double> _used = [];
    private EpochProcess? _first, _second;
    private string _folder = "";

    /// <summary>Images of one camera, or frames of pairs.</summary>
    [ParamsSource(nameof(Inputs))]
    public string Input { get; set; } = "";

    /// <summary>Settings that are changed.</summary>
    [ParamsAllValues]
    public Setting Changed { get; set; }

    /// <summary>Images, and frames of one camera or both.</summary>
    public static IEnumerable<string> Inputs => SuiteOptions.FromEnvironment().AllParameters ? FusionInput.Loaded : [FusionInput.Images];

    /// <summary>Starts both trainings.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        SuiteOptions options = SuiteOptions.FromEnvironment();
        _folder = Directory.CreateTempSubdirectory("epochs-").FullName;
        _first = Start(options, null, "before");
        _second = Start(options, Changed, "after");
    }

    /// <summary>An epoch before the change; not part of the measured time.</summary>
    [IterationSetup]
    public void Before() => _before.Add(TimeOf(_first!.Epoch(), null).Total);

    /// <summary>An epoch with the change.</summary>
    [Benchmark]
    public void Epoch()
    {
        EpochRecord record = _second!.Epoch();
        _times.Add(TimeOf(record, Changed));
        _after.Add(_times[^1].Total);
        if (record.Utilisation is { } used)
            _used.Add(used);
    }

    /// <summary>Writes the figures.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _first!.Dispose();
        _second!.Dispose();
        Directory.Delete(_folder, recursive: true);
        int warmup = SuiteOptions.FromEnvironment().WarmupCount;
        EpochTime time = EpochTime.Median([.. _times.Skip(warmup)]);
        (string bottleneck, double most) = time.Parts.MaxBy(part => part.Seconds);
        string used = _used.Count == 0 ? "unknown" : FormattableString.Invariant($"{_used.Skip(warmup).Average() * 100:F0}%");
        (double Shift, Interval Interval)? shift = PairedShift.Of([.. _before.Skip(warmup)], [.. _after.Skip(warmup)], Alpha);
        Console.WriteLine(StandardStreamsHost.FigurePrefix + FormattableString.Invariant(
            $"{Changed}: {time.Total:F2} s an epoch, device used {used}, bottleneck: {bottleneck} ({most / time.Total * 100:F0}%); {Judged(shift)}"));
    }

    /// <summary>Settings that are said to make an epoch faster.</summary>
    public enum Setting
    {
        /// <summary>Two threads that load in place of eight.</summary>
        FewerWorkers,

        /// <summary>Four batches ahead in place of two.</summary>
        Prefetch,

        /// <summary>An evaluation every five epochs.</summary>
        RareEvaluation,

        /// <summary>No evaluation.</summary>
        NoEvaluation,

        /// <summary>Mixed precision: fp16 on CUDA, bf16 on a CPU.</summary>
        MixedPrecision,

        /// <summary>Half of the mosaics, a fifth of the mixup.</summary>
        LessJoining,

        /// <summary>All of them, with an evaluation every five epochs.</summary>
        All,
    }

    // Gains in percent that are said of the settings, of an epoch's time.
    private (double Least, double Most) Said => Changed switch
    {
        Setting.MixedPrecision => (0.2, 0.3),
        Setting.All => (0.35, 0.45),
        _ => (0, 1),
    };

    private string Judged((double Shift, Interval Interval)? shift)
    {
        string said = Said == (0, 1) ? "claim: less" : FormattableString.Invariant($"claim: {Said.Least * 100:F0} to {Said.Most * 100:F0}% less");
        if (shift is not { } known)
            return $"too few epochs to judge, {said}";
        (double least, double most) = (-known.Interval.High, -known.Interval.Low);
        string verdict = least > Said.Most || most < Said.Least ? "not so here" : least >= Said.Least && most <= Said.Most ? "so it is here" : "undecided";
        return FormattableString.Invariant($"time {known.Shift * 100:+0.0;-0.0}% [{known.Interval.Low * 100:+0.0;-0.0}, {known.Interval.High * 100:+0.0;-0.0}] against before; {said}; {verdict}");
    }

    private static EpochTime TimeOf(EpochRecord record, Setting? changed)
    {
        bool isRare = changed is Setting.RareEvaluation or Setting.All;
        return new EpochTime(record.Waiting, record.Steps, isRare ? record.Evaluation / 5 : record.Evaluation, record.Saving);
    }

    private EpochProcess Start(SuiteOptions options, Setting? changed, string name)
    {
        bool Is(Setting setting) => changed == setting || (changed == Setting.All && setting != Setting.NoEvaluation);
        bool joinsLess = Is(Setting.LessJoining);

        TrainingConfig config = FusionInput.Of(options.Training(Is(Setting.MixedPrecision) ? SchemeCatalog.MixedPrecision : SchemeCatalog.Baseline, options.BatchSizes.Max()), Input) with
        {
            Workers = Is(Setting.FewerWorkers) ? 2 : 8,
            Prefetch = Is(Setting.Prefetch) ? 4 : 2,
            Run = new RunOptions { ValidatesNever = Is(Setting.NoEvaluation) },
            Hyperparameters = new Hyperparameters { Augmentation = new AugmentationOptions { Mosaic = joinsLess ? 0.5 : 1, Mixup = joinsLess ? 0.1 : 0.5 } },
        };
        return EpochProcess.Start(new EpochRequest { Config = config, Folder = Path.Combine(_folder, name), Threads = options.Threads, MemoryBudget = options.MemoryBudget });
    }
}
