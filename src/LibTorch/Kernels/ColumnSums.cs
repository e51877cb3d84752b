using System.Numerics;
using System.Runtime.InteropServices;

namespace LibTorch.Kernels;

/// <summary>Two sums for each column: in float over a block of rows, in double over the blocks.</summary>
internal readonly unsafe struct ColumnSums : IDisposable
{
    /// <summary>Rows of a block. Four at once, a sum of 32 terms is rounded ten times: its error is at most 6e-7 of the terms' magnitudes.</summary>
    public const int BlockRows = 32;

    private readonly int _columns;

    public ColumnSums(int columns)
    {
        _columns = columns;
        nuint length = (nuint)columns + 15 & ~(nuint)15;
        FirstTotals = (double*)NativeMemory.AlignedAlloc(length * ((2 * sizeof(double)) + (3 * sizeof(float))), 64);
        SecondTotals = FirstTotals + length;
        First = (float*)(SecondTotals + length);
        Second = First + length;
        Pivots = Second + length;
    }

    /// <summary>The first sums over the block.</summary>
    public float* First { get; }

    /// <summary>The second sums over the block.</summary>
    public float* Second { get; }

    /// <summary>The numbers from which the block's distances are taken.</summary>
    public float* Pivots { get; }

    private double* FirstTotals { get; }

    private double* SecondTotals { get; }

    /// <summary>Clears all blocks.</summary>
    public void Clear()
    {
        new Span<double>(FirstTotals, _columns).Clear();
        new Span<double>(SecondTotals, _columns).Clear();
    }

    /// <summary>Begins a block of the first columns.</summary>
    public void StartBlock(int columns)
    {
        new Span<float>(First, columns).Clear();
        new Span<float>(Second, columns).Clear();
    }

    /// <summary>Adds the block to the totals.</summary>
    public void EndBlock(int columns)
    {
        Accumulate(FirstTotals, First, columns);
        Accumulate(SecondTotals, Second, columns);
    }

    /// <summary>Adds the block's sums of distances from the pivots, and of their squares, to the totals of those from the origins.</summary>
    /// <remarks>With e = pivot - origin: sum(d + e) = sum(d) + n e, sum((d + e)^2) = sum(d^2) + e (2 sum(d) + n e).</remarks>
    public void EndBlockOfDistances(int rows, int columns, float* origins)
    {
        int column = 0;
        Vector<double> n = new(rows);
        for (; column <= columns - Vector<float>.Count; column += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(First + column), out Vector<double> lowFirst, out Vector<double> highFirst);
            Vector.Widen(Vector.Load(Second + column), out Vector<double> lowSecond, out Vector<double> highSecond);
            Vector.Widen(Vector.Load(Pivots + column), out Vector<double> lowPivot, out Vector<double> highPivot);
            Vector.Widen(Vector.Load(origins + column), out Vector<double> lowOrigin, out Vector<double> highOrigin);
            Add(column, n, lowFirst, lowSecond, lowPivot - lowOrigin);
            Add(column + Vector<double>.Count, n, highFirst, highSecond, highPivot - highOrigin);
        }

        for (; column < columns; column++)
        {
            double e = (double)Pivots[column] - origins[column], shift = rows * e;
            FirstTotals[column] += First[column] + shift;
            SecondTotals[column] += Second[column] + (e * (First[column] + First[column] + shift));
        }
    }

    /// <summary>Sums the columns that are copies of the same channel: first sums for all channels, then second sums.</summary>
    public void Fold(double* totals, int channels)
    {
        new Span<double>(totals, 2 * channels).Clear();
        for (int column = 0; column < _columns; column += channels)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                totals[channel] += FirstTotals[column + channel];
                totals[channels + channel] += SecondTotals[column + channel];
            }
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(FirstTotals);

    private static void Accumulate(double* totals, float* terms, int columns)
    {
        int column = 0;
        for (; column <= columns - Vector<float>.Count; column += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(terms + column), out Vector<double> low, out Vector<double> high);
            double* target = totals + column;
            Vector.Store(Vector.Load(target) + low, target);
            Vector.Store(Vector.Load(target + Vector<double>.Count) + high, target + Vector<double>.Count);
        }

        for (; column < columns; column++)
            totals[column] += terms[column];
    }

    private void Add(int column, Vector<double> n, Vector<double> first, Vector<double> second, Vector<double> e)
    {
        double* firstTotal = FirstTotals + column, secondTotal = SecondTotals + column;
        Vector<double> shift = n * e;
        Vector.Store(Vector.Load(firstTotal) + (first + shift), firstTotal);
        Vector.Store(Vector.Load(secondTotal) + (second + (e * (first + first + shift))), secondTotal);
    }
}
