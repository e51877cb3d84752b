namespace Yolov5.Imaging;

/// <summary>Pictures in files. The format is told by the content, never by the name.</summary>
public static class ImageFile
{
    private const int PrefixLength = 128 * 1024;

    /// <summary>Reads a picture and turns it upright.</summary>
    /// <param name="path">A JPEG or PNG file.</param>
    /// <returns>The picture; a damaged file that could still be decoded says so.</returns>
    /// <exception cref="ImageFormatException">The file cannot be read or decoded; the message names it and says why.</exception>
    public static DecodedImage Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Naming(path, () => Decode(Contents(path, int.MaxValue)));
    }

    /// <summary>Decodes a JPEG or PNG file held in memory and turns it upright.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ImageFormatException">The bytes cannot be decoded.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file)
    {
        if (FormatOf(file) == ImageFormat.Png)
            return new DecodedImage(ExifOrientation.Apply(PngCodec.Decode(file), PngCodec.ReadOrientation(file, out _)));
        DecodedImage decoded = JpegCodec.Decode(file);
        return decoded with { Image = ExifOrientation.Apply(decoded.Image, ExifOrientation.Read(file)) };
    }

    /// <summary>Reads the size that <see cref="Read"/> would give, from the header alone.</summary>
    /// <param name="path">A JPEG or PNG file.</param>
    /// <exception cref="ImageFormatException">The file cannot be read or has no usable header; the message names it and says why.</exception>
    public static ImageSize ReadSize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Naming(path, () =>
        {
            ImageSize? size = TrySize(Contents(path, PrefixLength), out bool isWholeHeader);
            // Large metadata (a thumbnail, a colour profile) can push the frame header further back.
            return size is { } known && isWholeHeader ? known : SizeOf(Contents(path, int.MaxValue));
        });
    }

    /// <summary>Reads the size that <see cref="Decode"/> would give, from the header alone.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ImageFormatException">The bytes have no usable header.</exception>
    public static ImageSize SizeOf(ReadOnlySpan<byte> file) =>
        TrySize(file, out _) ?? throw new ImageFormatException("no JPEG frame header was found");

    /// <summary>Tells the format from a file's first bytes.</summary>
    /// <exception cref="ImageFormatException">The bytes begin as neither JPEG nor PNG files do.</exception>
    public static ImageFormat FormatOf(ReadOnlySpan<byte> file)
    {
        if (JpegSegments.IsJpeg(file))
            return ImageFormat.Jpeg;
        if (PngCodec.IsPng(file))
            return ImageFormat.Png;
        throw new ImageFormatException(file.IsEmpty ? "the file is empty" : $"this is {Foreign(file)}; JPEG and PNG files are read");
    }

    /// <summary>Writes a picture beside its final name, flushes it to disk and puts it in place, so that no half-written file is ever seen.</summary>
    /// <param name="path">Ends in .jpg, .jpeg or .png, which chooses the format.</param>
    /// <param name="image">The picture.</param>
    /// <param name="quality">JPEG only: 1 to 100.</param>
    /// <param name="subsampleChroma">JPEG only: whether colour is kept at half the resolution.</param>
    /// <exception cref="InvalidInputException">The name asks for another format, or the file cannot be written.</exception>
    public static void Write(string path, Image image, int quality = 90, bool subsampleChroma = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JPG" or ".JPEG" => JpegCodec.Encode(image, quality, subsampleChroma),
            ".PNG" => PngCodec.Encode(image),
            string other => throw new InvalidInputException($"{path}: pictures are written as .jpg, .jpeg or .png, not as '{other}'"),
        };
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            try
            {
                using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
                {
                    stream.Write(bytes);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                // Gone already when all went well.
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: the picture cannot be written: {e.Message}", e);
        }
    }

    private static ImageSize? TrySize(ReadOnlySpan<byte> head, out bool isWholeHeader)
    {
        ImageSize? stored;
        int orientation;
        if (FormatOf(head) == ImageFormat.Png)
        {
            stored = PngCodec.ReadSize(head);
            orientation = PngCodec.ReadOrientation(head, out isWholeHeader);
        }
        else
        {
            stored = JpegCodec.TryReadSize(head, out isWholeHeader);
            orientation = ExifOrientation.Read(head);
        }

        return stored is { } size && ExifOrientation.SwapsSides(orientation) ? new ImageSize(size.Height, size.Width) : stored;
    }

    private static byte[] Contents(string path, int limit)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length > ImageLimits.MaxFileBytes)
            throw new ImageFormatException($"the file has {stream.Length} bytes; pictures of at most {ImageLimits.MaxFileBytes} are read");
        byte[] bytes = new byte[(int)Math.Min(stream.Length, limit)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static string Foreign(ReadOnlySpan<byte> file) => file switch
    {
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "a GIF file",
        [(byte)'B', (byte)'M', ..] => "a BMP file",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "a TIFF file",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "a WebP file",
        _ => "no picture of a known format",
    };

    /// <summary>Puts the file's name in front of whatever goes wrong with it.</summary>
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
