using System.Globalization;
using Benchmarks.Epochs;
using Benchmarks.Measurement;
using Schemes;
using Yolov5.Data;
using Yolov5.Training;

namespace Benchmarks.Commands.Advise;

/// <summary>Options of the adviser.</summary>
internal sealed record AdviseOptions
{
    /// <summary>The training of now.</summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>Schemes that are tried beside that of the training.</summary>
    public required IReadOnlyList<Scheme> Schemes { get; init; }

    /// <summary>libtorch's threads on the CPU.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes that CPU tensors may take; 0 without a bound.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>Bytes a second of a pretended disk; null reads as the machine does.</summary>
    public double? ReadBytesPerSecond { get; init; }

    /// <summary>True to try other batch sizes.</summary>
    public bool TriesBatches { get; init; } = true;

    /// <summary>Short runs of both settings, in turn.</summary>
    public int Repeats { get; init; } = 3;

    /// <summary>Whole epochs of both settings, in turn; 0 proves nothing.</summary>
    public int ProofEpochs { get; init; } = 3;

    /// <summary>The most images of an epoch of the proof.</summary>
    public int ProofImages { get; init; } = 512;

    /// <summary>Folder that the trainings write to while they are measured.</summary>
    public required string Folder { get; init; }

    /// <summary>Settings of the training.</summary>
    public EpochSettings Settings => new()
    {
        Workers = Config.Workers,
        Prefetch = Config.Prefetch,
        Caches = Config.Cache == ImageCaching.Ram,
        Scheme = Config.Scheme.Id,
        BatchSize = Config.BatchSize,
        EvalPeriod = Config.Run.ValidatesNever ? 0 : Config.Run.EvalPeriod,
        Saves = !Config.Run.SavesAtEndOnly,
    };

    /// <summary>The training with other settings. Every epoch is evaluated, where any is: it counts with its share.</summary>
    public TrainingConfig ConfigOf(EpochSettings settings) => (Config with
    {
        Workers = settings.Workers,
        Prefetch = settings.Prefetch,
        Cache = settings.Caches ? ImageCaching.Ram : ImageCaching.None,
        Scheme = Schemes.Append(Config.Scheme).First(scheme => scheme.Id == settings.Scheme),
        BatchSize = settings.BatchSize,
        Run = Config.Run with { EvalPeriod = 1, ValidatesNever = settings.EvalPeriod == 0, SavesAtEndOnly = !settings.Saves },
    }).Validated();

    /// <summary>A process that measures the training with other settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="name">Name of its folder.</param>
    /// <param name="images">Images of an epoch.</param>
    /// <param name="validationImages">Images of an evaluation.</param>
    public EpochProcess Start(EpochSettings settings, string name, int images, int validationImages) => EpochProcess.Start(new EpochRequest
    {
        Config = ConfigOf(settings),
        Folder = Path.Combine(Folder, name),
        TrainImages = images,
        ValidationImages = validationImages,
        ReadBytesPerSecond = ReadBytesPerSecond,
        MemoryBudget = MemoryBudget,
        Threads = Threads,
    });

    private string Frames => Config.Pairs is { } pairs ? " on " + new FusionInput(pairs.Modality, Config.Fusion) : "";

    /// <summary>The training in one line.</summary>
    public string Describe()
    {
        EpochSettings settings = Settings;
        string evaluation = settings.EvalPeriod switch { 0 => "no evaluation", 1 => "evaluation after every epoch", var period => string.Create(CultureInfo.InvariantCulture, $"evaluation every {period} epochs") };
        return string.Create(CultureInfo.InvariantCulture, $"yolov5{Config.Model}{Frames}, {Config.ImageSize} px, batch {settings.BatchSize}, {settings.Scheme}, {settings.Workers} workers, prefetch {settings.Prefetch}, {(settings.Caches ? "images in memory" : "no cache")}, {evaluation}");
    }
}
