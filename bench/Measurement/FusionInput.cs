using Yolov5;
using Yolov5.Configuration;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;

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

    /// <summary>Channels of an image.</summary>
    public int Channels => Modality == Modality.Dual ? FusionDescription.Channels : FusionDescription.ChannelsOfOne;

    /// <summary>The name as a benchmark's parameter: <c>rgb</c>, <c>dual-concat</c>.</summary>
    public override string ToString() => Fusion is { } kind ? $"{Modality.ToString().ToLowerInvariant()}-{kind.Name()}" : Modality.ToString().ToLowerInvariant();

    /// <summary>Finds one by its name.</summary>
    /// <exception cref="InvalidInputException">There is no such input.</exception>
    public static FusionInput Find(string name) => All.FirstOrDefault(input => input.ToString() == name)
        ?? throw new InvalidInputException($"Input '{name}': {string.Join(", ", All)} are there.");
}
