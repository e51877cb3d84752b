using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Bilinear interpolation of a run of pixels whose neighbours all lie in one image. With AVX2 eight at a time; every value equals the
/// plain loop's, since both add the same whole numbers.
/// </summary>
internal static class WarpKernel
{
    private const int Fraction = CanvasWarp.Fraction;
    private const int One = CanvasWarp.One;
    private const int Step = 8;
    private const byte No = 255;

    /// <param name="pixels">The image. Its two columns on the right must not be a left neighbour.</param>
    /// <param name="x">Canvas columns in 1/32 pixel.</param>
    /// <param name="y">Canvas rows in 1/32 pixel.</param>
    /// <param name="row">Receives the pixels.</param>
    public static void Draw(PlacedPixels pixels, ReadOnlySpan<int> x, ReadOnlySpan<int> y, PlanarRow row)
    {
        int done = Avx2.IsSupported ? DrawVectors(pixels, x, y, row) : 0;
        DrawEach(pixels, x[done..], y[done..], row.Slice(done, row.Width - done));
    }

    public static void DrawEach(PlacedPixels pixels, ReadOnlySpan<int> x, ReadOnlySpan<int> y, PlanarRow row)
    {
        int stride = pixels.Image.Width * Image.Channels;
        for (int i = 0; i < x.Length; i++)
        {
            int at = (((y[i] >> Fraction) - pixels.Y) * stride) + (((x[i] >> Fraction) - pixels.X) * Image.Channels);
            ReadOnlySpan<byte> a = pixels.Image.Pixels.AsSpan(at, 6);
            ReadOnlySpan<byte> b = pixels.Image.Pixels.AsSpan(at + stride, 6);
            int right = x[i] & (One - 1), lower = y[i] & (One - 1);
            int left = One - right, upper = One - lower;
            row.Red[i] = (byte)((((((a[0] * left) + (a[3] * right)) * upper) + (((b[0] * left) + (b[3] * right)) * lower)) + 512) >> 10);
            row.Green[i] = (byte)((((((a[1] * left) + (a[4] * right)) * upper) + (((b[1] * left) + (b[4] * right)) * lower)) + 512) >> 10);
            row.Blue[i] = (byte)((((((a[2] * left) + (a[5] * right)) * upper) + (((b[2] * left) + (b[5] * right)) * lower)) + 512) >> 10);
        }
    }

    private static int DrawVectors(PlacedPixels pixels, ReadOnlySpan<int> x, ReadOnlySpan<int> y, PlanarRow row)
    {
        if (x.Length < Step)
            return 0;
        byte[] content = pixels.Image.Pixels;
        int stride = pixels.Image.Width * Image.Channels;
        Check(pixels, x, y, content.Length, stride);
        ref byte source = ref MemoryMarshal.GetArrayDataReference(content);
        ref int columns = ref MemoryMarshal.GetReference(x);
        ref int rows = ref MemoryMarshal.GetReference(y);
        ref byte red = ref MemoryMarshal.GetReference(row.Red);
        ref byte green = ref MemoryMarshal.GetReference(row.Green);
        ref byte blue = ref MemoryMarshal.GetReference(row.Blue);
        Vector256<int> origin = Vector256.Create(-((pixels.Y * stride) + (pixels.X * Image.Channels)));
        Vector256<int> strides = Vector256.Create(stride), mask = Vector256.Create(One - 1), one = Vector256.Create(One);
        Vector256<byte> planar = Vector256.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, No, No, No, No, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, No, No, No, No);
        int i = 0;
        for (; i <= x.Length - Step; i += Step)
        {
            Vector256<int> fixedX = Vector256.LoadUnsafe(ref columns, (nuint)i), fixedY = Vector256.LoadUnsafe(ref rows, (nuint)i);
            Vector256<int> offsets = ((fixedY >> Fraction) * strides) + ((fixedX >> Fraction) * Image.Channels) + origin;
            Vector256<int> right = fixedX & mask, lower = fixedY & mask;
            Vector256<int> pair = (one - right) | (right << 8);
            Vector256<int> across = pair | (pair << 16);
            Vector256<int> down = (one - lower) | (lower << 16);
            Vector128<int> low = offsets.GetLower(), high = offsets.GetUpper();
            Vector256<int> a = Two(ref source, stride, low[0], low[1], across, down, Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1));
            Vector256<int> b = Two(ref source, stride, low[2], low[3], across, down, Vector256.Create(2, 2, 2, 2, 3, 3, 3, 3));
            Vector256<int> c = Two(ref source, stride, high[0], high[1], across, down, Vector256.Create(4, 4, 4, 4, 5, 5, 5, 5));
            Vector256<int> d = Two(ref source, stride, high[2], high[3], across, down, Vector256.Create(6, 6, 6, 6, 7, 7, 7, 7));

            // Lower half: pixels 0, 2, 4, 6 of four bytes each; upper half: pixels 1, 3, 5, 7.
            Vector256<byte> bytes = Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(a, b), Avx2.PackSignedSaturate(c, d));
            Vector256<byte> sorted = Avx2.Shuffle(bytes, planar);
            Vector128<byte> even = sorted.GetLower(), odd = sorted.GetUpper();
            Vector128<byte> redGreen = Sse2.UnpackLow(even, odd), blueRest = Sse2.UnpackHigh(even, odd);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref red, i), redGreen.AsUInt64().ToScalar());
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref green, i), redGreen.AsUInt64().GetElement(1));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref blue, i), blueRest.AsUInt64().ToScalar());
        }

        return i;
    }

    /// <summary>Two pixels: [red, green, blue, 0] twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Two(
        ref byte source, int stride, int first, int second, Vector256<int> across, Vector256<int> down, Vector256<int> select)
    {
        Vector256<byte> taps = Vector256.Create(
            Vector128.Create(Eight(ref source, first), Eight(ref source, first + stride)),
            Vector128.Create(Eight(ref source, second), Eight(ref source, second + stride))).AsByte();

        // Neighbours of a channel side by side: upper left, upper right, lower left, lower right.
        Vector256<byte> order = Vector256.Create((byte)0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, No, No, No, No, 0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, No, No, No, No);
        Vector256<sbyte> acrossWeights = Avx2.PermuteVar8x32(across, select).AsSByte();
        Vector256<short> downWeights = Avx2.PermuteVar8x32(down, select).AsInt16();
        Vector256<short> sums = Avx2.MultiplyAddAdjacent(Avx2.Shuffle(taps, order), acrossWeights);
        return (Avx2.MultiplyAddAdjacent(sums, downWeights) + Vector256.Create(512)) >> (2 * Fraction);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ref byte source, int offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset));

    /// <summary>Positions rise or fall along a row, so that the ends tell whether all reads stay inside.</summary>
    private static void Check(PlacedPixels pixels, ReadOnlySpan<int> x, ReadOnlySpan<int> y, int length, int stride)
    {
        int top = (Math.Min(y[0], y[^1]) >> Fraction) - pixels.Y, bottom = (Math.Max(y[0], y[^1]) >> Fraction) - pixels.Y;
        int left = (Math.Min(x[0], x[^1]) >> Fraction) - pixels.X, right = (Math.Max(x[0], x[^1]) >> Fraction) - pixels.X;
        bool inside = top >= 0 && left >= 0 && ((bottom + 1) * (long)stride) + (right * Image.Channels) + sizeof(ulong) <= length;
        if (!inside)
            throw new ArgumentOutOfRangeException(nameof(x), "The positions reach beyond the image.");
    }
}
