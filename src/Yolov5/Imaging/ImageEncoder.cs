using SkiaSharp;

namespace Yolov5.Imaging;

/// <summary>Encodes pictures as JPEG and PNG. The bytes depend on the arguments and the version of SkiaSharp alone.</summary>
public static class ImageEncoder
{
    /// <summary>Encodes a picture as baseline JPEG.</summary>
    /// <param name="image">The picture, at most 65,500 pixels a side.</param>
    /// <param name="quality">1 (small) to 100 (good).</param>
    /// <param name="subsampleChroma">True keeps colour at half the resolution (4:2:0), as is usual; false keeps all of it (4:4:4).</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of range.</exception>
    /// <exception cref="ImageFormatException">The picture is too large for the format.</exception>
    public static byte[] Jpeg(Image image, int quality, bool subsampleChroma)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        SKJpegEncoderOptions options = new(quality, subsampleChroma ? SKJpegEncoderDownsample.Downsample420 : SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore);
        return Encoded(image, ImageFormat.Jpeg, (pixels, stream) => pixels.Encode(stream, options));
    }

    /// <summary>Encodes a picture as PNG, without loss.</summary>
    /// <param name="image">The picture.</param>
    /// <exception cref="ImageFormatException">The picture is too large for the format.</exception>
    public static byte[] Png(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        SKPngEncoderOptions options = new(SKPngEncoderFilterFlags.AllFilters, zLibLevel: 6);
        return Encoded(image, ImageFormat.Png, (pixels, stream) => pixels.Encode(stream, options));
    }

    private static byte[] Encoded(Image image, ImageFormat format, Func<SKPixmap, SKWStream, bool> encode) =>
        SkiaDecoder.Encode(image, encode) ?? throw new ImageFormatException($"a picture of {image.Width}x{image.Height} pixels cannot be written as {format}");
}
