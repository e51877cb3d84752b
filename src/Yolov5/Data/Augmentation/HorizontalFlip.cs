using System.Runtime.InteropServices;
using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>Mirrors left and right.</summary>
/// <param name="probability">Probability of a flip, 0 to 1.</param>
public sealed class HorizontalFlip(double probability) : IAugmentation
{
    /// <inheritdoc/>
    public void Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        if (!random.Chance(probability))
            return;
        Image image = sample.Image;
        Span<Pixel> pixels = MemoryMarshal.Cast<byte, Pixel>(image.Pixels.AsSpan());
        for (int y = 0; y < image.Height; y++)
            pixels.Slice(y * image.Width, image.Width).Reverse();
        foreach (ref PixelBox box in CollectionsMarshal.AsSpan(sample.Boxes))
            box = box with { Left = image.Width - box.Right, Right = image.Width - box.Left };
    }

    private readonly record struct Pixel(byte Red, byte Green, byte Blue);
}
