using Yolov5;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Training;

namespace Benchmarks.Measurement;

/// <summary>Cameras that a step sees, and the way in which its network joins two of them.</summary>
/// <param name="Modality">The cameras.</param>
/// <param name="Fusion">The way to join two; null for one camera.</param>
public sealed record FusionInput(Modality Modality, FusionKind? Fusion)
{
    /// <summary>One camera each, and every way to join two.</summary>
    public static IReadOnlyList<FusionInput> All { get; } =
    [
        new(Modality.Rgb, null), new(Modality.Event, null),
        .. Enum.GetValues<FusionKind>().Select(kind => new FusionInput(Modality.Dual, kind)),
    ];

    /// <summary>The name of the images of a data set without pairs.</summary>
    public const string Images = "image";

    /// <summary>Names of all that a loader can be asked for: images, RGB frames, event frames, and both, however a network joins them.</summary>
    public static IEnumerable<string> Loaded => All.GroupBy(input => input.Modality).Select(inputs => inputs.First().ToString()).Prepend(Images);

    /// <summary>Channels of an image.</summary>
    public int Channels => Pairs.Channels;

    private PairOptions Pairs => new() { Modality = Modality };

    /// <summary>The name as a benchmark's parameter: <c>rgb</c>, <c>dual-concat</c>.</summary>
    public override string ToString() => Fusion is { } kind ? $"{Modality.ToString().ToLowerInvariant()}-{kind.Name()}" : Modality.ToString().ToLowerInvariant();

    /// <summary>The same training with these frames of a paired data set.</summary>
    public TrainingConfig ApplyTo(TrainingConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config with { Pairs = Pairs, Fusion = Fusion };
    }

    /// <summary>The same training with the images or frames that a name stands for; frames are of a drawn data set if its own has none.</summary>
    /// <exception cref="InvalidInputException">There is no such input, or the data set has pairs and no images.</exception>
    public static TrainingConfig Of(TrainingConfig config, string name)
    {
        ArgumentNullException.ThrowIfNull(config);
        bool isPaired = DatasetDescription.Load(config.Data).IsPaired;
        if (name != Images)
            return Find(name).ApplyTo(isPaired ? config : config with { Data = DrawnDatasets.Pairs() });
        return isPaired ? throw new InvalidInputException($"{config.Data}: has frames of two cameras, which input '{Images}' does not take.") : config;
    }

    /// <summary>Finds one by its name.</summary>
    /// <exception cref="InvalidInputException">There is no such input.</exception>
    public static FusionInput Find(string name) => All.FirstOrDefault(input => input.ToString() == name)
        ?? throw new InvalidInputException($"Input '{name}': {string.Join(", ", All)} are there.");
}
