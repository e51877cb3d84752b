namespace Events.Frames;

/// <summary>
/// Age of the latest event of each pixel and polarity at the end of the window, <c>[2, H, W]</c>: darker first, then
/// brighter; <c>exp(-(end - t) / decay)</c>, and 0 without an event.
/// </summary>
/// <remarks>Lagorce et al., "HOTS: A Hierarchy of Event-Based Time-Surfaces for Pattern Recognition", TPAMI 2017, section 3.1.</remarks>
public sealed class TimeSurface : IEventFrame
{
    // Microseconds from the start of the window, and 1; 0 without an event. Half as much memory to empty as whole times.
    private readonly uint[] _latest;
    private readonly double _decay;
    private long _start;
    private long _end;

    /// <summary>Creates an empty frame.</summary>
    /// <param name="size">Size of the sensor.</param>
    /// <param name="decay">Microseconds in which a value falls to 1/e, at least 1.</param>
    public TimeSurface(SensorSize size, double decay)
    {
        PixelIndex.Check(size);
        if (!(decay >= 1) || double.IsInfinity(decay))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "At least 1 microsecond is expected.");
        (Size, _decay) = (size, decay);
        _latest = new uint[2 * size.Pixels];
    }

    /// <inheritdoc/>
    public SensorSize Size { get; }

    /// <inheritdoc/>
    public void Begin(long start, long end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end - start, EventWindows.MostLength);
        Array.Clear(_latest);
        (_start, _end) = (start, end);
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<CdEvent> events)
    {
        SensorSize size = Size;
        uint[] latest = _latest;
        int pixels = size.Pixels;
        foreach (ref readonly CdEvent each in events)
        {
            int index = PixelIndex.Of(each, size) + (each.IsOn ? pixels : 0);
            latest[index] = Math.Max(latest[index], (uint)(each.Time - _start + 1));
        }
    }

    /// <summary>Computes the values.</summary>
    /// <param name="values">Receives 2 x H x W values, 0 to 1.</param>
    public void CopyTo(Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _latest.Length);
        for (int i = 0; i < values.Length; i++)
            values[i] = Value(i);
    }

    /// <summary>Draws the surface as a picture: red for brighter, blue for darker, the later the stronger.</summary>
    /// <param name="rgb">Receives 3 bytes a pixel, row by row.</param>
    public void Draw(Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3 * Size.Pixels);
        for (int i = 0; i < Size.Pixels; i++)
        {
            rgb[3 * i] = (byte)(255 * Value(Size.Pixels + i) + 0.5f);
            rgb[3 * i + 1] = 0;
            rgb[3 * i + 2] = (byte)(255 * Value(i) + 0.5f);
        }
    }

    private float Value(int i) => _latest[i] == 0 ? 0 : (float)Math.Exp((_start + _latest[i] - 1 - _end) / _decay);
}
