namespace Yolov5.Imaging;

/// <summary>The bounds that keep a small malicious file from asking for gigabytes.</summary>
public static class ImageLimits
{
    /// <summary>Most pixels a file may declare: where Pillow refuses an image as a decompression bomb (two thirds of a gigabyte of 24-bit pixels).</summary>
    public const long MaxPixels = 178_956_970;

    /// <summary>Most bytes a file may have: no 8-bit picture of <see cref="MaxPixels"/> pixels needs more.</summary>
    public const long MaxFileBytes = 1L << 30;

    internal static ImageSize Check(long width, long height)
    {
        if (width < 1 || height < 1)
            throw new ImageFormatException($"the picture is empty ({width}x{height} pixels)");
        if (width > MaxPixels || height > MaxPixels || width * height > MaxPixels)
            throw new ImageFormatException($"the picture has {width}x{height} pixels; at most {MaxPixels} are decoded, as a guard against decompression bombs");
        return new ImageSize((int)width, (int)height);
    }
}
