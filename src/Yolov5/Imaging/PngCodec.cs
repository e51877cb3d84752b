using System.Buffers.Binary;

namespace Yolov5.Imaging;

/// <summary>
/// PNG through libpng: every bit depth, palette, alpha and interlacing. As OpenCV's <c>imread</c> does, transparency is
/// dropped rather than blended, colour management (gAMA, cHRM, iCCP, sRGB) is left out, and of 16-bit samples the upper
/// byte is taken (beside alpha: the nearest 8-bit value). Safe to call from several threads.
/// </summary>
public static unsafe class PngCodec
{
    private const int HeaderLength = 33;
    private const int ChunkOverhead = 12;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Decodes a PNG file.</summary>
    /// <param name="png">The whole file.</param>
    /// <exception cref="ImageFormatException">
    /// The bytes cannot be decoded, a checksum is wrong, or the file has 16-bit samples, alpha and interlacing all at once.
    /// </exception>
    public static Image Decode(ReadOnlySpan<byte> png)
    {
        ImageSize size = ReadSize(png);
        bool is16Bit = png[24] == 16, hasAlpha = (png[25] & 4) != 0, isInterlaced = png[28] != 0;
        if (!is16Bit)
            return WithoutAlpha(size, Read<byte>(png, size, LibPng.FormatRgba, 4));

        // Reduced to 8 bits by libpng's simplified API, interlaced 16-bit files overrun the buffer (CVE-2025-65018) or,
        // where that was patched, come out with wrong rows. Left at 16 bits they are right, but alpha is multiplied in.
        if (!hasAlpha)
            return UpperBytes(size, Read<ushort>(png, size, LibPng.FormatLinearRgb, Image.Channels));
        if (isInterlaced)
            throw new ImageFormatException("interlaced PNG files of 16-bit samples with alpha are not read; save it without interlacing or alpha");
        return WithoutAlpha(size, Read<byte>(png, size, LibPng.FormatRgba, 4));
    }

    /// <summary>Encodes a picture as 8-bit RGB. The bytes depend on the picture and the versions of libpng and zlib alone.</summary>
    public static byte[] Encode(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        LibPng.ControlBlock control = new()
        {
            Version = LibPng.ImageVersion,
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Format = LibPng.FormatRgb,
        };

        // zlib's own bound for data that cannot be compressed, and libpng's chunks around it.
        long raw = (long)image.Height * (1 + (long)image.Width * Image.Channels);
        nuint size = (nuint)(raw + (raw >> 12) + (raw >> 14) + (raw >> 25) + (raw / 8192 + 1) * ChunkOverhead + 1024);
        byte[] result = new byte[checked((int)size)];
        fixed (byte* memory = result)
        fixed (byte* pixels = image.Pixels)
        {
            try
            {
                nint block = (nint)(&control), target = (nint)memory, bytes = (nint)(&size), source = (nint)pixels;
                int written = NativeCodec.Call(LibPng.Library, "libpng16-16", () => LibPng.WriteToMemory((LibPng.ControlBlock*)block, (byte*)target, (nuint*)bytes, 0, (byte*)source, image.Width * Image.Channels, null));
                if (written == 0)
                    throw new ImageFormatException($"a picture of {image.Width}x{image.Height} pixels cannot be written as PNG: {control.Message}");
            }
            finally
            {
                LibPng.Free(&control);
            }
        }

        return result[..(int)size];
    }

    /// <summary>Reads the size from a PNG file's header, before its EXIF orientation.</summary>
    /// <param name="png">The file, or at least its first 33 bytes.</param>
    /// <exception cref="ImageFormatException">The header is missing, or its size cannot be decoded.</exception>
    public static ImageSize ReadSize(ReadOnlySpan<byte> png)
    {
        if (!IsPng(png))
            throw new ImageFormatException("this is no PNG file (its signature is missing)");
        if (png.Length < HeaderLength || !png[12..].StartsWith("IHDR"u8))
            throw new ImageFormatException("the PNG file has no header");
        return ImageLimits.Check(BinaryPrimitives.ReadUInt32BigEndian(png[16..]), BinaryPrimitives.ReadUInt32BigEndian(png[20..]));
    }

    internal static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    /// <summary>The EXIF orientation in the eXIf chunk; 1 where there is none before the pixels.</summary>
    /// <param name="png">The file or its beginning.</param>
    /// <param name="isWholeHeader">Whether the bytes reach the pixels or the chunk, so that nothing which comes later could matter.</param>
    internal static int ReadOrientation(ReadOnlySpan<byte> png, out bool isWholeHeader)
    {
        isWholeHeader = true;
        int position = Signature.Length;
        foreach (Range range in Chunks(png))
        {
            ReadOnlySpan<byte> chunk = png[range];
            position = range.End.Value;
            if (chunk[4..].StartsWith("IDAT"u8))
                return ExifOrientation.Upright;
            if (chunk[4..].StartsWith("eXIf"u8))
                return ExifOrientation.ReadTiff(chunk[8..^4]);
        }

        // The first chunk of pixels may well be longer than the bytes at hand.
        isWholeHeader = png.Length >= position + 8 && png[(position + 4)..].StartsWith("IDAT"u8);
        return ExifOrientation.Upright;
    }

    /// <summary>Reads the samples in one of libpng's formats, [height, width, channels].</summary>
    private static T[] Read<T>(ReadOnlySpan<byte> png, ImageSize size, uint format, int channels)
        where T : unmanaged
    {
        byte[] critical = CriticalChunks(png);
        LibPng.ControlBlock image = new() { Version = LibPng.ImageVersion };
        fixed (byte* memory = critical)
        {
            try
            {
                nint block = (nint)(&image), bytes = (nint)memory;
                int begun = NativeCodec.Call(LibPng.Library, "libpng16-16", () => LibPng.BeginReadFromMemory((LibPng.ControlBlock*)block, (byte*)bytes, (nuint)critical.Length));
                if (begun == 0 || image.Width != size.Width || image.Height != size.Height)
                    throw Undecodable(image);

                image.Format = format;
                if (sizeof(T) == 1)
                    image.Flags |= LibPng.Flag16BitSrgb;
                T[] samples = new T[checked(size.Width * size.Height * channels)];
                fixed (T* buffer = samples)
                {
                    if (LibPng.FinishRead(&image, null, buffer, size.Width * channels, null) == 0)
                        throw Undecodable(image);
                }

                return samples;
            }
            finally
            {
                LibPng.Free(&image);
            }
        }
    }

    /// <summary>
    /// The file with only its header, palette and pixels. Without gAMA and its like libpng converts no colours, without tRNS
    /// it adds no alpha, and compressed text cannot be a bomb.
    /// </summary>
    private static byte[] CriticalChunks(ReadOnlySpan<byte> png)
    {
        byte[] result = new byte[png.Length];
        Signature.CopyTo(result);
        int length = Signature.Length, end = Signature.Length;
        foreach (Range range in Chunks(png))
        {
            ReadOnlySpan<byte> chunk = png[range];
            end = range.End.Value;
            bool isAncillary = (chunk[4] & 0x20) != 0;
            if (isAncillary)
                continue;
            chunk.CopyTo(result.AsSpan(length));
            length += chunk.Length;
            if (chunk[4..].StartsWith("IEND"u8))
                return result[..length];
        }

        // A chunk that the file ends in is left for libpng to complain about.
        png[end..].CopyTo(result.AsSpan(length));
        return result[..(length + png.Length - end)];
    }

    /// <summary>Where the whole chunks lie: length, type, data, checksum.</summary>
    private static List<Range> Chunks(ReadOnlySpan<byte> png)
    {
        List<Range> chunks = [];
        int position = Signature.Length;
        while (png.Length - position >= ChunkOverhead)
        {
            long end = position + ChunkOverhead + (long)BinaryPrimitives.ReadUInt32BigEndian(png[position..]);
            if (end > png.Length)
                break;
            chunks.Add(position..(int)end);
            position = (int)end;
        }

        return chunks;
    }

    private static ImageFormatException Undecodable(in LibPng.ControlBlock image) => new($"the PNG file cannot be decoded: {image.Message}");

    private static Image UpperBytes(ImageSize size, ushort[] samples)
    {
        Image image = new(size.Width, size.Height);
        for (int i = 0; i < samples.Length; i++)
            image.Pixels[i] = (byte)(samples[i] >> 8);
        return image;
    }

    private static Image WithoutAlpha(ImageSize size, byte[] rgba)
    {
        Image image = new(size.Width, size.Height);
        byte[] rgb = image.Pixels;
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += Image.Channels)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }

        return image;
    }
}
