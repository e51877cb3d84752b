namespace Events.Frames;

/// <summary>Numbers of events of each pixel and polarity, <c>[2, H, W]</c>: darker first, then brighter.</summary>
/// <remarks>Maqueda et al., "Event-based Vision meets Deep Learning on Steering Prediction for Self-driving Cars", CVPR 2018, section 3.1.</remarks>
public sealed class PolarityCounts : IEventFrame
{
    private readonly ushort[] _counts;

    /// <summary>Creates an empty frame.</summary>
    public PolarityCounts(SensorSize size)
    {
        PixelIndex.Check(size);
        Size = size;
        _counts = new ushort[2 * size.Pixels];
    }

    /// <inheritdoc/>
    public SensorSize Size { get; }

    /// <summary>The counts; they stay at 65,535.</summary>
    public ReadOnlySpan<ushort> Values => _counts;

    /// <inheritdoc/>
    public void Begin(long start, long end) => Array.Clear(_counts);

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<CdEvent> events)
    {
        SensorSize size = Size;
        ushort[] counts = _counts;
        int pixels = size.Pixels;
        foreach (ref readonly CdEvent each in events)
        {
            int index = PixelIndex.Of(each, size) + (each.IsOn ? pixels : 0);
            int more = counts[index] + 1;
            counts[index] = (ushort)(more - (more >> 16));
        }
    }

    /// <summary>Draws the counts as a picture: red for brighter, blue for darker, black without events.</summary>
    /// <param name="rgb">Receives 3 bytes a pixel, row by row.</param>
    /// <param name="fullCount">Events of a pixel at which its colour is full, at least 1.</param>
    public void Draw(Span<byte> rgb, int fullCount = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fullCount, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3 * Size.Pixels);
        ReadOnlySpan<ushort> off = _counts.AsSpan(0, Size.Pixels), on = _counts.AsSpan(Size.Pixels);
        for (int i = 0; i < off.Length; i++)
        {
            rgb[3 * i] = (byte)(255 * Math.Min(on[i], fullCount) / fullCount);
            rgb[3 * i + 1] = 0;
            rgb[3 * i + 2] = (byte)(255 * Math.Min(off[i], fullCount) / fullCount);
        }
    }
}
