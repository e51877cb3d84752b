using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// Changes an image's size with the arithmetic of OpenCV's <c>resize</c> for 8-bit channels, so that networks trained
/// elsewhere see the pixels they were trained on. Channels are treated alike: their order does not matter.
/// </summary>
public static class Resize
{
    /// <summary>
    /// Bilinear interpolation as OpenCV's INTER_LINEAR: pixel centres at half integers, weights of 11 bits per axis and
    /// the low bits dropped between the passes. Halving both sides exactly averages 2x2 pixels, as OpenCV does.
    /// </summary>
    /// <param name="source">Image to resize; it is not changed.</param>
    /// <param name="width">New width in pixels, at least 1.</param>
    /// <param name="height">New height in pixels, at least 1.</param>
    /// <returns>A new image, or <paramref name="source"/> itself if the size is already right.</returns>
    public static Image Bilinear(Image source, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSize(width, height);
        if (source.Width == width && source.Height == height)
            return source;
        Image result = Uninitialized(width, height);
        Bilinear(source, result);
        return result;
    }

    /// <summary>
    /// Averages the area that every new pixel covers, as OpenCV's INTER_AREA: weights and sums in float32, in OpenCV's
    /// order; the exact halving rounds (a + b + c + d + 2) / 4 down.
    /// </summary>
    /// <param name="source">Image to shrink; it is not changed.</param>
    /// <param name="width">New width in pixels, from 1 to the source's.</param>
    /// <param name="height">New height in pixels, from 1 to the source's.</param>
    /// <returns>A new image, or <paramref name="source"/> itself if the size is already right.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side would grow.</exception>
    public static Image Area(Image source, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSize(width, height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, source.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, source.Height);
        if (source.Width == width && source.Height == height)
            return source;
        Image result = Uninitialized(width, height);
        AreaResize.Run(source, result);
        return result;
    }

    /// <summary>Bilinear interpolation into an image that is there already; the sizes must differ.</summary>
    internal static void Bilinear(Image source, Image target)
    {
        // OpenCV takes the area average for this one factor.
        if (source.Width == 2L * target.Width && source.Height == 2L * target.Height)
            AreaResize.Run(source, target);
        else
            BilinearResize.Run(source, target);
    }

    private static void CheckSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
    }

    private static Image Uninitialized(int width, int height) =>
        new(width, height, GC.AllocateUninitializedArray<byte>(checked(width * height * Image.Channels)));
}
