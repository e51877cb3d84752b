using System.Runtime.InteropServices;

namespace LibTorch.Kernels;

/// <summary>
/// The parameters of each column. Channels repeat until all columns have one: a row is one or several positions of all channels, or a piece of one channel's
/// plane.
/// </summary>
internal readonly unsafe struct ColumnParameters : IDisposable
{
    private readonly int _columns;
    private readonly int _channels;

    public ColumnParameters(int columns, int channels)
    {
        _columns = columns;
        _channels = channels;
        nuint length = (nuint)columns + 15 & ~(nuint)15;
        Origins = (float*)NativeMemory.AlignedAlloc(6 * length * sizeof(float), 64);
        Scales = Origins + length;
        Shifts = Scales + length;
        Means = Shifts + length;
        Slopes = Means + length;
        Offsets = Slopes + length;
    }

    /// <summary>A number near the elements, from which their distances are summed.</summary>
    public float* Origins { get; }

    public float* Scales { get; }

    public float* Shifts { get; }

    public float* Means { get; }

    public float* Slopes { get; }

    public float* Offsets { get; }

    /// <summary>Sets a channel's value in all columns that are copies of it.</summary>
    public void Set(float* parameters, int channel, float value)
    {
        // A NaN with all bits set would be rounded to a number in bfloat16.
        if (float.IsNaN(value))
            value = float.NaN;
        for (int column = channel; column < _columns; column += _channels)
            parameters[column] = value;
    }

    /// <summary>Sets the parameters of z = x * scale + shift.</summary>
    public void Set(int channel, in ChannelNorm norm)
    {
        Set(Scales, channel, norm.Scale);
        Set(Shifts, channel, norm.Shift);
        Set(Means, channel, norm.Mean);
    }

    /// <summary>Sets the parameters of dL/dx as a function of dL/dz and x.</summary>
    public void Set(int channel, in ChannelGradient gradient)
    {
        Set(Slopes, channel, gradient.Slope);
        Set(Offsets, channel, gradient.Offset);
    }

    public void Dispose() => NativeMemory.AlignedFree(Origins);
}
