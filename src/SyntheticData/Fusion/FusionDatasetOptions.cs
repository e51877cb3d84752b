using Events;
using Yolov5;

namespace SyntheticData.Fusion;

/// <summary>Options of a synthetic data set of RGB and event frames. Equal options give equal bytes.</summary>
public sealed record FusionDatasetOptions
{
    /// <summary>Training sequences.</summary>
    public int TrainSequences { get; init; } = 16;

    /// <summary>Validation sequences.</summary>
    public int ValidationSequences { get; init; } = 8;

    /// <summary>Frames of each camera in a sequence, at 30 a second, before any are dropped.</summary>
    public int Frames { get; init; } = 16;

    /// <summary>Width of both cameras in pixels, 64 to 2048; the height is three quarters of it.</summary>
    public int Width { get; init; } = 320;

    /// <summary>Share of sequences at night, 0 to 1, spread evenly: at 0.5 every second one.</summary>
    public float NightShare { get; init; } = 0.5f;

    /// <summary>Probability that one of the two cameras lacks a frame, 0 to 0.9; no first frame is dropped.</summary>
    public float DropRate { get; init; } = 0.04f;

    /// <summary>Noise events per pixel and second, 0 to 100.</summary>
    public float NoiseRate { get; init; } = 0.3f;

    /// <summary>Format of the files of events.</summary>
    public EventFormat EventFormat { get; init; } = EventFormat.Evt3;

    /// <summary>JPEG quality of the RGB frames, 1 to 100.</summary>
    public int JpegQuality { get; init; } = 90;

    /// <summary>Seed of the random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the value and what is allowed.</exception>
    public void Validate()
    {
        Check(TrainSequences is >= 1 and <= 10_000, nameof(TrainSequences), TrainSequences, "1 to 10000");
        Check(ValidationSequences is >= 1 and <= 10_000, nameof(ValidationSequences), ValidationSequences, "1 to 10000");
        Check(Frames is >= 1 and <= 10_000, nameof(Frames), Frames, "1 to 10000");
        Check(Width is >= 64 and <= 2048, nameof(Width), Width, "64 to 2048");
        Check(NightShare is >= 0 and <= 1, nameof(NightShare), NightShare, "0 to 1");
        Check(DropRate is >= 0 and <= 0.9f, nameof(DropRate), DropRate, "0 to 0.9");
        Check(NoiseRate is >= 0 and <= 100, nameof(NoiseRate), NoiseRate, "0 to 100");
        Check(Enum.IsDefined(EventFormat), nameof(EventFormat), EventFormat, string.Join(", ", Enum.GetNames<EventFormat>()));
        Check(JpegQuality is >= 1 and <= 100, nameof(JpegQuality), JpegQuality, "1 to 100");
    }

    private static void Check(bool holds, string name, object value, string allowed) => SyntheticDatasetOptions.Check(holds, name, value, allowed);
}
