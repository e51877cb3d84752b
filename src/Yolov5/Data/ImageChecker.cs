using System.IO.Hashing;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>Decodes an image to find out if it can be used, unless that is known.</summary>
/// <param name="cache">Findings of earlier scans; null decodes everything.</param>
internal sealed class ImageChecker(DatasetCache? cache)
{
    private int _unknown;
    private int _decoded;

    /// <summary>Number of images of which nothing was known, or whose time or length had changed.</summary>
    public int Unknown => Volatile.Read(ref _unknown);

    /// <summary>Number of images that were decoded.</summary>
    public int Decoded => Volatile.Read(ref _decoded);

    /// <summary>Checks an image. Safe for several threads.</summary>
    /// <returns>Its state, which is null if it could not be read, and the finding.</returns>
    public (ImageStamp? Stamp, ImageCheck Check) Check(string image)
    {
        try
        {
            FileInfo file = new(image);
            ImageCheck? known = cache?.Find(image, out ImageStamp before) ?? Nothing(out before);
            if (known is not null && file.Exists && file.Length == before.Length && file.LastWriteTimeUtc.Ticks == before.Ticks)
                return (before, known);
            Interlocked.Increment(ref _unknown);
            byte[] content = ImageFile.ReadBytes(image);
            ImageStamp now = new(content.Length, file.LastWriteTimeUtc.Ticks, XxHash128.HashToUInt128(content));
            if (known is not null && now.Hash == before.Hash && now.Length == before.Length)
                return (now, known);
            Interlocked.Increment(ref _decoded);
            return (now, Decode(content));
        }
        catch (ImageFormatException exception)
        {
            Interlocked.Increment(ref _decoded);
            return (null, Unusable(exception.Reason));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _decoded);
            return (null, Unusable(exception.Message));
        }

        static ImageCheck? Nothing(out ImageStamp stamp)
        {
            stamp = default;
            return null;
        }
    }

    /// <summary>Decodes a file's content.</summary>
    private static ImageCheck Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            DecodedImage decoded = ImageFile.Decode(content);
            int width = decoded.Image.Width, height = decoded.Image.Height;
            if (width < DatasetScanner.MinimumSide || height < DatasetScanner.MinimumSide)
                return new ImageCheck(width, height, Ignored: true, $"it has {width}x{height} pixels; a side has at least {DatasetScanner.MinimumSide}");
            return new ImageCheck(width, height, Ignored: decoded.Damage == ImageDamage.Truncated, decoded.Reason);
        }
        catch (ImageFormatException exception)
        {
            return Unusable(exception.Reason);
        }
    }

    private static ImageCheck Unusable(string reason) => new(0, 0, Ignored: true, reason);
}
