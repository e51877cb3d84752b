using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Yolov5.Imaging;

/// <summary>
/// JPEG through libjpeg-turbo: accurate integer inverse DCT and smooth chroma upsampling, which is what OpenCV's
/// <c>imread</c> uses, so the decoded values are the reference's to the last bit. Safe to call from several threads.
/// </summary>
public static unsafe class JpegCodec
{
    private const int DecodeFlags = TurboJpeg.FlagAccurateDct | TurboJpeg.FlagLimitScans;

    /// <summary>Decodes a JPEG file as stored, its EXIF orientation not applied. Grey becomes three equal channels; CMYK is converted as OpenCV does.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <returns>The picture, and what was wrong with the file where the decoder could go on nevertheless.</returns>
    /// <exception cref="ImageFormatException">The bytes cannot be decoded.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> jpeg)
    {
        if (!JpegSegments.IsJpeg(jpeg))
            throw new ImageFormatException("this is no JPEG file (it does not begin with FF D8 FF)");
        using TurboJpegHandle handle = TurboJpegHandle.Decompressor();
        (Image image, string? warning) = Decode(handle, jpeg);
        return new DecodedImage(image, warning is null ? ImageDamage.None : Diagnose(handle, jpeg), warning);
    }

    /// <summary>Encodes a picture. The bytes depend on the arguments and the version of libjpeg-turbo alone.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1 (small) to 100 (good).</param>
    /// <param name="subsampleChroma">Whether colour is kept at half the resolution (4:2:0), as is usual; false keeps all of it (4:4:4).</param>
    public static byte[] Encode(Image image, int quality = 90, bool subsampleChroma = true)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using TurboJpegHandle handle = TurboJpegHandle.Compressor();
        byte* buffer = null;
        CULong size = default;
        try
        {
            int subsampling = subsampleChroma ? TurboJpeg.Subsampling420 : TurboJpeg.Subsampling444;
            int status;
            fixed (byte* pixels = image.Pixels)
                status = TurboJpeg.Compress(handle.Pointer, pixels, image.Width, image.Width * Image.Channels, image.Height, TurboJpeg.PixelFormatRgb, ref buffer, ref size, subsampling, quality, TurboJpeg.FlagAccurateDct);
            if (status != 0)
                throw new ImageFormatException($"a picture of {image.Width}x{image.Height} pixels cannot be written as JPEG: {handle.Message}");
            return new ReadOnlySpan<byte>(buffer, checked((int)size.Value)).ToArray();
        }
        finally
        {
            TurboJpeg.Free(buffer);
        }
    }

    /// <summary>Reads the size from a JPEG file's header, before its EXIF orientation.</summary>
    /// <param name="jpeg">The file, or as much of it as holds the frame header.</param>
    /// <exception cref="ImageFormatException">There is no frame header in the bytes, or its size cannot be decoded.</exception>
    public static ImageSize ReadSize(ReadOnlySpan<byte> jpeg) =>
        TryReadSize(jpeg, out _) ?? throw new ImageFormatException("no JPEG frame header was found");

    /// <summary>Whether a JPEG file ends with its end marker; the reference saves files anew that do not.</summary>
    public static bool EndsWithMarker(ReadOnlySpan<byte> jpeg) => jpeg.EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]);

    /// <summary>The size in the frame header, or null where the bytes have none.</summary>
    /// <param name="jpeg">The file or its beginning.</param>
    /// <param name="isWholeHeader">Whether the bytes reach the first scan, so that nothing which comes later could matter.</param>
    internal static ImageSize? TryReadSize(ReadOnlySpan<byte> jpeg, out bool isWholeHeader)
    {
        if (!JpegSegments.IsJpeg(jpeg))
            throw new ImageFormatException("this is no JPEG file (it does not begin with FF D8 FF)");
        JpegSegments segments = new(jpeg);
        ImageSize? size = null;
        while (segments.MoveNext())
        {
            // Start of frame: C0 to CF without the tables DHT (C4), JPG (C8) and DAC (CC).
            bool isFrame = segments.Marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame && size is null && segments.Payload.Length >= 5)
                size = ImageLimits.Check(BinaryPrimitives.ReadUInt16BigEndian(segments.Payload[3..]), BinaryPrimitives.ReadUInt16BigEndian(segments.Payload[1..]));
        }

        isWholeHeader = segments.IsComplete;
        return size;
    }

    private static (Image Image, string? Warning) Decode(TurboJpegHandle handle, ReadOnlySpan<byte> jpeg)
    {
        fixed (byte* source = jpeg)
        {
            CULong length = new((nuint)jpeg.Length);
            // The header call also fails for sampling factors that have no name in TurboJPEG, which decode all the
            // same; it has set the size by then. A real failure leaves the size 0.
            int status = TurboJpeg.DecompressHeader(handle.Pointer, source, length, out int width, out int height, out _, out int colorspace);
            if (status != 0 && (width < 1 || height < 1))
                throw Undecodable(handle);
            _ = ImageLimits.Check(width, height);

            if (colorspace is not (TurboJpeg.ColorspaceCmyk or TurboJpeg.ColorspaceYcck))
            {
                Image image = new(width, height);
                return (image, Decompress(handle, source, length, image.Pixels, width, height, Image.Channels, TurboJpeg.PixelFormatRgb));
            }

            byte[] inks = new byte[checked(width * height * 4)];
            string? warning = Decompress(handle, source, length, inks, width, height, 4, TurboJpeg.PixelFormatCmyk);
            return (new Image(width, height, RgbFromInvertedCmyk(inks)), warning);
        }
    }

    private static string? Decompress(TurboJpegHandle handle, byte* source, CULong length, byte[] target, int width, int height, int channels, int pixelFormat)
    {
        fixed (byte* pixels = target)
        {
            int pitch = width * channels;
            if (TurboJpeg.Decompress(handle.Pointer, source, length, pixels, width, pitch, height, pixelFormat, DecodeFlags) == 0)
                return null;
            if (!handle.OnlyWarned)
                throw Undecodable(handle);

            // TurboJPEG reports an error that follows a warning as a warning too. Rows are written from top to bottom,
            // so whether the last one was touched tells them apart: here against its zeros, then, should the last row
            // really be black, against ones.
            string warning = handle.Message;
            Span<byte> lastRow = target.AsSpan(pitch * (height - 1));
            if (!lastRow.ContainsAnyExcept((byte)0))
            {
                lastRow.Fill(255);
                _ = TurboJpeg.Decompress(handle.Pointer, source, length, pixels, width, pitch, height, pixelFormat, DecodeFlags);
                if (!lastRow.ContainsAnyExcept((byte)255))
                    throw Undecodable(handle);
            }

            return warning;
        }
    }

    /// <summary>Says how bad a damage is that the decoder warned of.</summary>
    private static ImageDamage Diagnose(TurboJpegHandle handle, ReadOnlySpan<byte> jpeg)
    {
        if (EndsWithMarker(jpeg))
            return ImageDamage.CorruptData;

        // libjpeg words a missing end marker and missing pixels alike. With the marker put in place only the latter
        // still gives a warning.
        byte[] ended = [.. jpeg, 0xFF, 0xD9];
        try
        {
            return Decode(handle, ended).Warning is null ? ImageDamage.MissingEndMarker : ImageDamage.Truncated;
        }
        catch (ImageFormatException)
        {
            return ImageDamage.Truncated;
        }
    }

    private static ImageFormatException Undecodable(TurboJpegHandle handle) => new($"the JPEG file cannot be decoded: {handle.Message}");

    /// <summary>Inverted CMYK, as Adobe's programs write it, to RGB with the integer arithmetic of OpenCV's <c>icvCvt_CMYK2BGR</c>.</summary>
    private static byte[] RgbFromInvertedCmyk(byte[] inks)
    {
        byte[] pixels = new byte[inks.Length / 4 * Image.Channels];
        for (int from = 0, to = 0; from < inks.Length; from += 4, to += Image.Channels)
        {
            int black = inks[from + 3];
            for (int channel = 0; channel < Image.Channels; channel++)
                pixels[to + channel] = (byte)(black - ((255 - inks[from + channel]) * black >> 8));
        }

        return pixels;
    }
}
