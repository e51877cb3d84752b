using System.Globalization;
using System.Runtime.InteropServices;
using Events.Npz;

namespace Events.Frames;

/// <summary>
/// Sums of polarities (+1 and -1) in bins of time, <c>[B, H, W]</c>. An event at the relative time
/// <c>s = (B - 1) (t - start) / (end - start)</c> is shared by the two bins beside it: <c>max(0, 1 - |b - s|)</c> each.
/// </summary>
/// <remarks>Zhu et al., "Unsupervised Event-based Learning of Optical Flow, Depth, and Egomotion", CVPR 2019, section 3.1, with the window's bounds in place of the first and the last event.</remarks>
public sealed class VoxelGrid : IEventFrame
{
    /// <summary>The most bins.</summary>
    public const int MostBins = 64;

    private readonly float[] _values;
    private long _start;
    private float _scale;

    /// <summary>Creates an empty frame.</summary>
    /// <param name="size">Size of the sensor.</param>
    /// <param name="bins">Bins, 1 to <see cref="MostBins"/>.</param>
    /// <exception cref="InvalidInputException">There would be more values than an array has room for.</exception>
    public VoxelGrid(SensorSize size, int bins)
    {
        PixelIndex.Check(size);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MostBins);
        if ((long)bins * size.Pixels > Array.MaxLength)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"A voxel grid of {bins} bins for a sensor of {size} has more than {Array.MaxLength} values; choose fewer bins."));
        (Size, Bins) = (size, bins);
        _values = new float[bins * size.Pixels];
    }

    /// <inheritdoc/>
    public SensorSize Size { get; }

    /// <summary>Bins of time.</summary>
    public int Bins { get; }

    /// <summary>The sums.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <inheritdoc/>
    public void Begin(long start, long end)
    {
        Array.Clear(_values);
        (_start, _scale) = (start, (Bins - 1) / (float)(end - start));
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<CdEvent> events)
    {
        SensorSize size = Size;
        float[] values = _values;
        int pixels = size.Pixels, last = Bins - 1;
        foreach (ref readonly CdEvent each in events)
        {
            int index = PixelIndex.Of(each, size);
            float polarity = each.IsOn ? 1 : -1;
            float place = (each.Time - _start) * _scale;
            int bin = Math.Min((int)place, last);
            float second = polarity * (place - bin);
            values[bin * pixels + index] += polarity - second;
            if (bin < last)
                values[(bin + 1) * pixels + index] += second;
        }
    }

    /// <summary>Writes the sums as an array of float32 in NumPy's .npy format, <c>[B, H, W]</c>.</summary>
    /// <param name="stream">Receives the file.</param>
    public void WriteNpy(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string order = BitConverter.IsLittleEndian ? "<" : ">";
        stream.Write(NpyHeader.Bytes(order + "f4", string.Create(CultureInfo.InvariantCulture, $"{Bins}, {Size.Height}, {Size.Width}")));
        stream.Write(MemoryMarshal.AsBytes(Values));
    }
}
