using Yolov5.Weights;

namespace Yolov5.Imaging;

/// <summary>Pictures in files of every <see cref="ImageFormat"/>. The format is found from the content, never from the name.</summary>
public static class ImageFile
{
    private const int HeadLength = 128 * 1024;

    /// <summary>Reads a picture and turns it upright.</summary>
    /// <param name="path">A picture file.</param>
    /// <returns>The picture, and the damage of a file that could be decoded all the same.</returns>
    /// <exception cref="ImageFormatException">The file cannot be read or decoded; the message names it and the reason.</exception>
    public static DecodedImage Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Naming(path, () => Decode(Contents(path, int.MaxValue)));
    }

    /// <summary>Reads the bytes of a picture file.</summary>
    /// <param name="path">A picture file.</param>
    /// <exception cref="ImageFormatException">The file is too large or cannot be read; the message names it and the reason.</exception>
    public static byte[] ReadBytes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Naming(path, () => Contents(path, int.MaxValue));
    }

    /// <summary>Reads a picture that <see cref="Read"/> found no damage in, without looking for damage inside of JPEG data again.</summary>
    /// <inheritdoc cref="Read"/>
    internal static DecodedImage ReadChecked(string path) => Naming(path, () => DecodeFile(Contents(path, int.MaxValue), isChecked: true));

    /// <summary>Decodes a picture file held in memory and turns it upright.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ImageFormatException">The bytes cannot be decoded.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file) => DecodeFile(file, isChecked: false);

    private static DecodedImage DecodeFile(ReadOnlySpan<byte> file, bool isChecked)
    {
        ImageFormat format = ImageFormat.Of(file);
        DecodedImage decoded =
            format == ImageFormat.Tiff ? TiffDecoder.Decode(file)
            : format == ImageFormat.Jpeg ? DecodeJpeg(file, isChecked)
            : format == ImageFormat.Png ? DecodePng(file)
            : SkiaDecoder.Decode(file, format);
        return decoded with { Image = ExifOrientation.Apply(decoded.Image, ExifOrientation.Read(file)) };
    }

    /// <summary>Reads the size that <see cref="Read"/> would give, from the header alone.</summary>
    /// <param name="path">A picture file.</param>
    /// <exception cref="ImageFormatException">The file cannot be read or has no usable header; the message names it and the reason.</exception>
    public static ImageSize ReadSize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Naming(path, () =>
        {
            byte[] head = Contents(path, HeadLength);
            // A thumbnail or a colour profile can push the size further back, and some formats have their directory at the end.
            bool isEnough = head.Length < HeadLength || (ImageFormat.Of(head) != ImageFormat.Tiff && ExifOrientation.TryRead(head, out _));
            return isEnough ? SizeOf(head) : SizeOf(Contents(path, int.MaxValue));
        });
    }

    /// <summary>Reads the size that <see cref="Decode"/> would give, from the header alone.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ImageFormatException">The bytes have no usable header.</exception>
    public static ImageSize SizeOf(ReadOnlySpan<byte> file)
    {
        ImageFormat format = ImageFormat.Of(file);
        ImageSize size = format == ImageFormat.Tiff ? TiffDecoder.ReadSize(file) : SkiaDecoder.ReadSize(file, format);
        return ExifOrientation.SwapsSides(ExifOrientation.Read(file)) ? new ImageSize(size.Height, size.Width) : size;
    }

    /// <summary>Encodes a picture and replaces the file as a whole, so that no half-written one is ever seen.</summary>
    /// <param name="path">Ends in .jpg, .jpeg or .png, which chooses the format; JPEG gets quality 95 and full colour resolution.</param>
    /// <param name="image">The picture.</param>
    /// <exception cref="InvalidInputException">The name asks for another format, or the file cannot be written.</exception>
    public static void Write(string path, Image image)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JPG" or ".JPEG" => ImageEncoder.Jpeg(image, quality: 95, subsampleChroma: false),
            ".PNG" => ImageEncoder.Png(image),
            string other => throw new InvalidInputException($"{path}: pictures are written as .jpg, .jpeg or .png, not as '{other}'"),
        };
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static DecodedImage DecodeJpeg(ReadOnlySpan<byte> jpeg, bool isChecked)
    {
        // Without an end marker Skia drops the last rows; with one libjpeg fills in the missing rows, as for OpenCV.
        bool isEnded = JpegIntegrity.HasEndMarker(jpeg);
        DecodedImage decoded = SkiaDecoder.Decode(isEnded ? jpeg : [.. jpeg, 0xFF, JpegSegments.EndOfImage], ImageFormat.Jpeg);
        if (isChecked && isEnded)
            return decoded;
        (ImageDamage damage, string? warning) = JpegIntegrity.Check(jpeg);
        return damage == ImageDamage.None ? decoded : new DecodedImage(decoded.Image, damage, warning);
    }

    private static DecodedImage DecodePng(ReadOnlySpan<byte> png)
    {
        DecodedImage decoded = SkiaDecoder.Decode(PngChunks.Critical(png, out string? warning), ImageFormat.Png);
        if (decoded.Damage != ImageDamage.None)
            throw new ImageFormatException($"the PNG file cannot be decoded: {decoded.Warning}");
        return warning is null ? decoded : new DecodedImage(decoded.Image, ImageDamage.CorruptData, warning);
    }

    private static byte[] Contents(string path, int limit)
    {
        // Pipes and devices, which would be waited for, have no length.
        if (new FileInfo(path).Length == 0)
            return [];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length > ImageLimits.MaxFileBytes)
            throw new ImageFormatException($"the file has {stream.Length} bytes; pictures of at most {ImageLimits.MaxFileBytes} are read");
        byte[] bytes = new byte[(int)Math.Min(stream.Length, limit)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>Adds the file's name to its errors.</summary>
    private static T Naming<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException(path, e.Reason, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ImageFormatException(path, $"the file cannot be read: {e.Message}", e);
        }
    }
}
