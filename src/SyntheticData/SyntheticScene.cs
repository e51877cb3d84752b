using Yolov5.Data;
using Yolov5.Imaging;

namespace SyntheticData;

/// <summary>
/// One drawn scene: balls, crates, traffic cones and tyres of any colour, size and turn on a textured backdrop, partly
/// hiding each other, photographed by an imperfect camera. The same seed gives the same bytes everywhere: all random
/// numbers are integers' and all arithmetic is exactly rounded.
/// </summary>
public sealed class SyntheticScene
{
    internal SyntheticScene(Image image, IReadOnlyList<SceneLabel> labels, short[] objectAt)
    {
        Image = image;
        Labels = labels;
        ObjectAt = objectAt;
    }

    /// <summary>Names of the classes, in the order of their indices.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["ball", "crate", "cone", "tyre"];

    /// <summary>The picture.</summary>
    public Image Image { get; }

    /// <summary>The objects of which enough can be seen.</summary>
    public IReadOnlyList<SceneLabel> Labels { get; }

    /// <summary>[height, width] number of the object that each pixel shows, -1 for none. Objects without a label have numbers too.</summary>
    public IReadOnlyList<short> ObjectAt { get; }

    /// <summary>Draws a scene.</summary>
    /// <param name="width">Width in pixels, at least 16.</param>
    /// <param name="height">Height in pixels, at least 16.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="options">Difficulty of the scene.</param>
    public static SyntheticScene Draw(int width, int height, ulong seed, SceneOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 16);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new SceneComposer(width, height, new RandomStream((long)seed), options).Compose();
    }
}
