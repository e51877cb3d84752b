using System.Numerics;
using System.Runtime.InteropServices;

namespace LibTorch.Kernels;

/// <summary>Two sums for each channel, of each chunk of positions.</summary>
internal readonly unsafe struct ChunkSums(long chunks, int channels) : IDisposable
{
    private readonly double* _sums = (double*)NativeMemory.Alloc((nuint)(chunks * 2 * channels), sizeof(double));

    public int Channels => channels;

    /// <summary>After <see cref="Reduce"/>, the first sums of all chunks.</summary>
    public double* First => _sums;

    /// <summary>After <see cref="Reduce"/>, the second sums of all chunks.</summary>
    public double* Second => _sums + channels;

    /// <summary>A chunk's sums: first ones of all channels, then second ones.</summary>
    public double* Of(long chunk) => _sums + (chunk * 2 * channels);

    /// <summary>Adds all chunks, in their order, to the first.</summary>
    public void Reduce()
    {
        for (long chunk = 1; chunk < chunks; chunk++)
        {
            double* terms = Of(chunk);
            int i = 0;
            for (; i <= (2 * channels) - Vector<double>.Count; i += Vector<double>.Count)
                Vector.Store(Vector.Load(_sums + i) + Vector.Load(terms + i), _sums + i);
            for (; i < 2 * channels; i++)
                _sums[i] += terms[i];
        }
    }

    public void Dispose() => NativeMemory.Free(_sums);
}
