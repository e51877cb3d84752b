using Yolov5;

namespace SyntheticData;

/// <summary>Options of a synthetic data set. Equal options give equal bytes.</summary>
public sealed record SyntheticDatasetOptions
{
    /// <summary>Training images.</summary>
    public int TrainImages { get; init; } = 128;

    /// <summary>Validation images.</summary>
    public int ValidationImages { get; init; } = 64;

    /// <summary>The long side of every image in pixels; some are 4:3 or 3:4. 32 to 4096.</summary>
    public int ImageSize { get; init; } = 320;

    /// <summary>JPEG quality, 1 to 100.</summary>
    public int JpegQuality { get; init; } = 90;

    /// <summary>Seed of the random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Difficulty of the scenes.</summary>
    public SceneOptions Scene { get; init; } = new();

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the value and what is allowed.</exception>
    public void Validate()
    {
        Check(TrainImages is >= 1 and <= 1_000_000, nameof(TrainImages), TrainImages, "1 to 1000000");
        Check(ValidationImages is >= 1 and <= 1_000_000, nameof(ValidationImages), ValidationImages, "1 to 1000000");
        Check(ImageSize is >= 32 and <= 4096, nameof(ImageSize), ImageSize, "32 to 4096");
        Check(JpegQuality is >= 1 and <= 100, nameof(JpegQuality), JpegQuality, "1 to 100");
        Scene.Validate();
    }

    internal static void Check(bool holds, string name, object value, string allowed)
    {
        if (!holds)
            throw new InvalidInputException(FormattableString.Invariant($"Synthetic data set: {name} is {value}; allowed is {allowed}."));
    }
}
