using System.Buffers;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace Yolov5.Imaging;

/// <summary>
/// Decodes BMP, GIF, JPEG, PNG and WebP through Skia, without colour management and with transparency dropped rather than
/// blended, as OpenCV's <c>imread</c> does. JPEG pixels equal OpenCV's to the last bit; CMYK differs by at most 2 of 255,
/// because Skia rounds where OpenCV truncates. Safe for several threads.
/// </summary>
internal static unsafe class SkiaDecoder
{
    private const int BytesPerPixel = 4;

    /// <summary>Reads the size from a file's header, before its orientation is applied.</summary>
    /// <param name="file">The file, or as much of it as holds the header.</param>
    /// <param name="format">Its format, for messages.</param>
    /// <exception cref="ImageFormatException">The header cannot be read, or the picture is beyond the limits.</exception>
    public static ImageSize ReadSize(ReadOnlySpan<byte> file, ImageFormat format) => WithCodec(file, format, static (_, size) => size);

    /// <summary>Decodes a file as stored, its orientation not applied.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">Its format, for messages.</param>
    /// <exception cref="ImageFormatException">The bytes cannot be decoded, or the picture is beyond the limits.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, ImageFormat format) => WithCodec(file, format, (codec, size) =>
    {
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        int length = size.Width * size.Height * BytesPerPixel;
        byte[] bgra = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            SKCodecResult result;
            fixed (byte* pixels = bgra)
                result = codec.GetPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Bgra8888, alpha), (nint)pixels);
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
                throw new ImageFormatException($"the {format} file cannot be decoded: its data is damaged");
            Image image = new(size.Width, size.Height, GC.AllocateUninitializedArray<byte>(size.Width * size.Height * Image.Channels));
            CopyRgb(bgra.AsSpan(0, length), image.Pixels);
            return result == SKCodecResult.Success ? new DecodedImage(image) : new DecodedImage(image, ImageDamage.Truncated, "the data ends too early");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bgra);
        }
    });

    /// <summary>Encodes a picture with one of Skia's encoders.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="encode">Writes the pixels to the stream; false if that fails.</param>
    public static byte[]? Encode(Image image, Func<SKPixmap, SKWStream, bool> encode)
    {
        byte[] bgra = ArrayPool<byte>.Shared.Rent(checked(image.Width * image.Height * BytesPerPixel));
        try
        {
            byte[] rgb = image.Pixels;
            for (int from = 0, to = 0; from < rgb.Length; from += Image.Channels, to += BytesPerPixel)
                (bgra[to], bgra[to + 1], bgra[to + 2], bgra[to + 3]) = (rgb[from + 2], rgb[from + 1], rgb[from], byte.MaxValue);
            fixed (byte* pixels = bgra)
            {
                using SKPixmap pixmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Bgra8888, SKAlphaType.Opaque), (nint)pixels);
                using SKDynamicMemoryWStream stream = new();
                if (!encode(pixmap, stream))
                    return null;
                using SKData data = stream.DetachAsData();
                return data.ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bgra);
        }
    }

    private static T WithCodec<T>(ReadOnlySpan<byte> file, ImageFormat format, Func<SKCodec, ImageSize, T> use)
    {
        fixed (byte* memory = file)
        {
            using SKData data = SKData.Create((nint)memory, file.Length);
            using SKCodec codec = SKCodec.Create(data)
                ?? throw new ImageFormatException($"the {format} file cannot be decoded: its header is damaged, cut off, or of a kind that is not supported");
            return use(codec, ImageLimits.Check(codec.Info.Width, codec.Info.Height));
        }
    }

    private static void CopyRgb(ReadOnlySpan<byte> bgra, Span<byte> rgb)
    {
        int from = 0, to = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // Each step stores 16 bytes of which the next step overwrites the last 4.
            Vector128<byte> order = Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255);
            for (; to + 16 <= rgb.Length; from += 16, to += 12)
                Vector128.Shuffle(Vector128.Create(bgra[from..]), order).CopyTo(rgb[to..]);
        }

        for (; to < rgb.Length; from += BytesPerPixel, to += Image.Channels)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (bgra[from + 2], bgra[from + 1], bgra[from]);
    }
}
