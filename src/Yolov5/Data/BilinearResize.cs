using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>OpenCV's fixed-point bilinear resize (INTER_LINEAR, 8 bits, 3 channels) in two passes.</summary>
internal static class BilinearResize
{
    private const int WeightScale = 1 << 11;

    public static void Run(Image source, Image target)
    {
        int rowLength = target.Width * Image.Channels;
        short[] rows = ArrayPool<short>.Shared.Rent(2 * rowLength);
        int[] columns = ArrayPool<int>.Shared.Rent(2 * target.Width);
        try
        {
            Span<int> offsets = columns.AsSpan(0, target.Width);
            Span<int> weights = columns.AsSpan(target.Width, target.Width);
            PrepareColumns(source.Width, target.Width, offsets, weights);

            Span<short> upper = rows.AsSpan(0, rowLength);
            Span<short> lower = rows.AsSpan(rowLength, rowLength);
            int upperRow = -1, lowerRow = -1;
            double scale = Scale(source.Height, target.Height);
            for (int y = 0; y < target.Height; y++)
            {
                float position = (float)(((y + 0.5) * scale) - 0.5);
                int first = (int)MathF.Floor(position);
                float fraction = position - first;
                int wantedUpper = Math.Clamp(first, 0, source.Height - 1);
                int wantedLower = Math.Clamp(first + 1, 0, source.Height - 1);

                // Neighbouring rows share a source row: the lower one often becomes the upper one.
                if (wantedUpper != upperRow)
                {
                    if (wantedUpper == lowerRow)
                    {
                        Span<short> swap = upper;
                        upper = lower;
                        lower = swap;
                        lowerRow = -1;
                    }
                    else
                    {
                        Horizontal(source, wantedUpper, offsets, weights, upper);
                    }

                    upperRow = wantedUpper;
                }

                Span<short> second = upper;
                if (wantedLower != wantedUpper)
                {
                    if (wantedLower != lowerRow)
                    {
                        Horizontal(source, wantedLower, offsets, weights, lower);
                        lowerRow = wantedLower;
                    }

                    second = lower;
                }

                Vertical(upper, second, Weight(1f - fraction), Weight(fraction), target.Pixels.AsSpan(y * rowLength, rowLength));
            }
        }
        finally
        {
            ArrayPool<short>.Shared.Return(rows);
            ArrayPool<int>.Shared.Return(columns);
        }
    }

    /// <summary>OpenCV's scale: the inverse of the inverse, which is not always the plain quotient.</summary>
    internal static double Scale(int source, int target) => 1.0 / ((double)target / source);

    private static int Weight(float value) => (int)MathF.Round(value * WeightScale, MidpointRounding.ToEven);

    /// <summary>
    /// Computes for each new column the byte offset of its left pixel and its two weights, packed as left | right &lt;&lt; 16. At
    /// the borders the one pixel gets the whole weight; the last column refers to the pixel before it, with weight 0,
    /// so that no pixel beyond the row is read.
    /// </summary>
    private static void PrepareColumns(int sourceWidth, int targetWidth, Span<int> offsets, Span<int> weights)
    {
        double scale = Scale(sourceWidth, targetWidth);
        for (int x = 0; x < targetWidth; x++)
        {
            float position = (float)(((x + 0.5) * scale) - 0.5);
            int first = (int)MathF.Floor(position);
            int left = Weight(1f - (position - first));
            int right = Weight(position - first);
            if (first < 0)
            {
                first = 0;
                (left, right) = (WeightScale, 0);
            }
            else if (first >= sourceWidth - 1)
            {
                first = Math.Max(0, sourceWidth - 2);
                (left, right) = sourceWidth == 1 ? (WeightScale, 0) : (0, WeightScale);
            }

            offsets[x] = first * Image.Channels;
            weights[x] = left | (right << 16);
        }
    }

    /// <summary>One source row at the new width, shifted right by 4 as the second pass wants it.</summary>
    private static void Horizontal(Image source, int row, ReadOnlySpan<int> offsets, ReadOnlySpan<int> weights, Span<short> result)
    {
        ReadOnlySpan<byte> pixels = source.Pixels.AsSpan(row * source.Width * Image.Channels, source.Width * Image.Channels);
        if (source.Width == 1)
        {
            for (int i = 0; i < result.Length; i++)
                result[i] = (short)((pixels[i % Image.Channels] * WeightScale) >> 4);
            return;
        }

        ref byte start = ref MemoryMarshal.GetReference(pixels);
        ref short write = ref MemoryMarshal.GetReference(result);
        for (int x = 0; x < offsets.Length; x++)
        {
            ref byte pixel = ref Unsafe.Add(ref start, offsets[x]);
            int packed = weights[x];
            int left = packed & 0xFFFF, right = packed >> 16;
            write = (short)(((pixel * left) + (Unsafe.Add(ref pixel, 3) * right)) >> 4);
            Unsafe.Add(ref write, 1) = (short)(((Unsafe.Add(ref pixel, 1) * left) + (Unsafe.Add(ref pixel, 4) * right)) >> 4);
            Unsafe.Add(ref write, 2) = (short)(((Unsafe.Add(ref pixel, 2) * left) + (Unsafe.Add(ref pixel, 5) * right)) >> 4);
            write = ref Unsafe.Add(ref write, 3);
        }
    }

    /// <summary>((upper * w0) >> 16 + (lower * w1) >> 16 + 2) >> 2: each product loses its low bits before the sum.</summary>
    private static void Vertical(ReadOnlySpan<short> upper, ReadOnlySpan<short> lower, int upperWeight, int lowerWeight, Span<byte> result)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref short a = ref MemoryMarshal.GetReference(upper);
            ref short b = ref MemoryMarshal.GetReference(lower);
            ref byte write = ref MemoryMarshal.GetReference(result);
            Vector128<int> two = Vector128.Create(2);
            for (; i <= result.Length - 16; i += 16)
            {
                Vector128<short> low = Combine(ref Unsafe.Add(ref a, i), ref Unsafe.Add(ref b, i), upperWeight, lowerWeight, two);
                Vector128<short> high = Combine(ref Unsafe.Add(ref a, i + 8), ref Unsafe.Add(ref b, i + 8), upperWeight, lowerWeight, two);
                Vector128.Narrow(low.AsUInt16(), high.AsUInt16()).StoreUnsafe(ref Unsafe.Add(ref write, i));
            }
        }

        for (; i < result.Length; i++)
            result[i] = (byte)((((upper[i] * upperWeight) >> 16) + ((lower[i] * lowerWeight) >> 16) + 2) >> 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Combine(ref short upper, ref short lower, int upperWeight, int lowerWeight, Vector128<int> two)
    {
        (Vector128<int> upperLow, Vector128<int> upperHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref upper));
        (Vector128<int> lowerLow, Vector128<int> lowerHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref lower));
        Vector128<int> low = ((upperLow * upperWeight) >> 16) + ((lowerLow * lowerWeight) >> 16) + two;
        Vector128<int> high = ((upperHigh * upperWeight) >> 16) + ((lowerHigh * lowerWeight) >> 16) + two;
        return Vector128.Narrow(low >> 2, high >> 2);
    }
}
