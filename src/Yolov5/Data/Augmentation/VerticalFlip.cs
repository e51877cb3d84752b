using System.Runtime.InteropServices;
using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>Mirrors top and bottom.</summary>
/// <param name="probability">Probability of a flip, 0 to 1.</param>
public sealed class VerticalFlip(double probability) : IAugmentation
{
    /// <inheritdoc/>
    public void Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        if (!random.Chance(probability))
            return;
        Image image = sample.Image;
        int rowLength = image.Width * Image.Channels;
        Span<byte> pixels = image.Pixels;
        byte[] kept = new byte[rowLength];
        for (int y = 0; y < image.Height / 2; y++)
        {
            Span<byte> upper = pixels.Slice(y * rowLength, rowLength);
            Span<byte> lower = pixels.Slice((image.Height - 1 - y) * rowLength, rowLength);
            upper.CopyTo(kept);
            lower.CopyTo(upper);
            kept.CopyTo(lower);
        }

        foreach (ref PixelBox box in CollectionsMarshal.AsSpan(sample.Boxes))
            box = box with { Top = image.Height - box.Bottom, Bottom = image.Height - box.Top };
    }
}
