using System.IO.Hashing;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>Decodes an image to find out if it can be used, unless that is known.</summary>
internal sealed class ImageChecker
{
    private int _unknown;
    private int _decoded;

    /// <summary>Number of images of which nothing was known, or whose length or time had changed.</summary>
    public int Unknown => Volatile.Read(ref _unknown);

    /// <summary>Number of images that were decoded.</summary>
    public int Decoded => Volatile.Read(ref _decoded);

    /// <summary>Checks an image. Safe for several threads.</summary>
    /// <param name="image">Its path.</param>
    /// <param name="known">The finding of an earlier scan; null if there is none.</param>
    /// <returns>Its state, which is null if it could not be read, and the finding.</returns>
    public (ImageStamp? Stamp, ImageCheck Check) Check(string image, KnownImage? known)
    {
        try
        {
            FileStamp? state = FileStamp.Of(image);
            if (known is not null && known.Stamp.File == state)
                return (known.Stamp, known.Check);
            Interlocked.Increment(ref _unknown);
            byte[] content = ImageFile.ReadBytes(image);
            ImageStamp now = new(state ?? new FileStamp(content.Length, 0, 0), XxHash128.HashToUInt128(content));
            if (known is not null && now.Hash == known.Stamp.Hash && now.File.Length == known.Stamp.File.Length)
                return (now, known.Check);
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
