using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// Fits an image into a shape without changing its proportions: resize, then a grey border around it. Same rounding as
/// YOLOv5's <c>letterbox</c>: the new sides round half to even, the border is split as round(pad - 0.1) before and
/// round(pad + 0.1) after the image.
/// </summary>
public static class Letterbox
{
    /// <summary>Value of every channel of the border.</summary>
    public const byte BorderValue = 114;

    /// <summary>Computes size and border.</summary>
    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="height">Height of the image in pixels.</param>
    /// <param name="targetWidth">Width to fit into.</param>
    /// <param name="targetHeight">Height to fit into.</param>
    /// <param name="auto">True for only as much border as makes both sides fit whole strides, instead of the full shape.</param>
    /// <param name="scaleUp">True to enlarge an image smaller than the shape.</param>
    /// <param name="stride">Stride that <paramref name="auto"/> keeps to, in pixels.</param>
    public static LetterboxGeometry Compute(
        int width, int height, int targetWidth, int targetHeight, bool auto = false, bool scaleUp = true, int stride = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);

        double ratio = Math.Min((double)targetHeight / height, (double)targetWidth / width);
        if (!scaleUp)
            ratio = Math.Min(ratio, 1.0);

        // A very long image would otherwise vanish: 1 pixel is the least that can be shown.
        int newWidth = Math.Max(1, (int)Math.Round(width * ratio, MidpointRounding.ToEven));
        int newHeight = Math.Max(1, (int)Math.Round(height * ratio, MidpointRounding.ToEven));
        int freeX = targetWidth - newWidth;
        int freeY = targetHeight - newHeight;
        if (auto)
        {
            freeX %= stride;
            freeY %= stride;
        }

        return new LetterboxGeometry(ratio, newWidth, newHeight, freeX / 2.0, freeY / 2.0);
    }

    /// <summary>Resizes (bilinear) and pads an image.</summary>
    /// <param name="source">Image; it is not changed.</param>
    /// <param name="geometry">Result of <see cref="Compute"/> for this image.</param>
    /// <returns>A new image of <see cref="LetterboxGeometry.OuterWidth"/> x <see cref="LetterboxGeometry.OuterHeight"/>.</returns>
    public static Image Apply(Image source, LetterboxGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(source);
        Image result = new(geometry.OuterWidth, geometry.OuterHeight);
        Apply(source, geometry, result);
        return result;
    }

    /// <summary>Resizes and pads into an image that is there already.</summary>
    /// <exception cref="ArgumentException">The target's size is not that of the geometry.</exception>
    internal static void Apply(Image source, LetterboxGeometry geometry, Image target)
    {
        if (target.Width != geometry.OuterWidth || target.Height != geometry.OuterHeight)
            throw new ArgumentException($"The target is {target.Width}x{target.Height}, the letterbox {geometry.OuterWidth}x{geometry.OuterHeight}.", nameof(target));

        Image resized = Resize.Bilinear(source, geometry.Width, geometry.Height);
        int rowLength = resized.Width * Image.Channels;
        int outerLength = target.Width * Image.Channels;
        int left = geometry.Left * Image.Channels;
        Span<byte> pixels = target.Pixels;
        pixels[..(geometry.Top * outerLength)].Fill(BorderValue);
        for (int y = 0; y < resized.Height; y++)
        {
            Span<byte> row = pixels.Slice((geometry.Top + y) * outerLength, outerLength);
            row[..left].Fill(BorderValue);
            resized.Pixels.AsSpan(y * rowLength, rowLength).CopyTo(row[left..]);
            row[(left + rowLength)..].Fill(BorderValue);
        }

        pixels[((geometry.Top + resized.Height) * outerLength)..].Fill(BorderValue);
    }
}
