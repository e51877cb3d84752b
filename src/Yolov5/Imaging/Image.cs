namespace Yolov5.Imaging;

/// <summary>A picture in memory: 8 bits a channel, rows from top to bottom, channels interleaved as R, G, B.</summary>
public sealed class Image
{
    /// <summary>Number of channels of every image.</summary>
    public const int Channels = 3;

    /// <summary>Creates a black image.</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    public Image(int width, int height)
        : this(width, height, new byte[checked(CheckedSide(width) * CheckedSide(height) * Channels)])
    {
    }

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">[height, width, 3] values.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public Image(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)CheckedSide(width) * CheckedSide(height) * Channels)
            throw new ArgumentException($"{width}x{height} pixels need {(long)width * height * Channels} values, not {pixels.LongLength}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[Height, Width, 3] values.</summary>
    public byte[] Pixels { get; }

    private static int CheckedSide(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        return side;
    }
}
