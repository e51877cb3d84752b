using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LibTorch.Kernels;

/// <summary>The inner loops over rows of columns; each column has parameters and sums of its own.</summary>
/// <remarks>Columns go from the first up to, not including, the end, in whole vectors. Rows of a tensor are a stride apart, in elements.</remarks>
internal static unsafe class RowLoops<T, TVector>
    where T : unmanaged
    where TVector : unmanaged, IFloatVector<TVector>
{
    /// <summary>Reads a row as floats.</summary>
    public static void Widen(T* x, float* destination, int first, int end)
    {
        for (int c = first; c < end; c += TVector.Count)
            TVector.Store(Load(x + c), destination + c);
    }

    /// <summary>Adds (x - pivot) and its square to sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMoments(T* x, long stride, int rows, int first, int end, float* pivots, float* sums, float* squares)
    {
        int row = 0;
        long ahead = Ahead(stride);
        // Four rows at once: sums are loaded and stored a fourth as often, and rounded less often.
        for (; row <= rows - 4; row += 4, x += 4 * stride)
        {
            for (int c = first; c < end; c += TVector.Count)
            {
                Prefetch(x + c + ahead, stride);
                TVector pivot = TVector.Load(pivots + c), square = TVector.Load(squares + c);
                TVector distance0 = Load(x + c) - pivot, distance1 = Load(x + stride + c) - pivot;
                TVector distance2 = Load(x + (2 * stride) + c) - pivot, distance3 = Load(x + (3 * stride) + c) - pivot;
                TVector.Store(TVector.Load(sums + c) + (distance0 + distance1 + (distance2 + distance3)), sums + c);
                TVector square01 = TVector.MultiplyAdd(distance1, distance1, distance0 * distance0);
                TVector square23 = TVector.MultiplyAdd(distance3, distance3, distance2 * distance2);
                TVector.Store(square + (square01 + square23), squares + c);
            }
        }

        for (; row < rows; row++, x += stride)
        {
            for (int c = first; c < end; c += TVector.Count)
            {
                TVector distance = Load(x + c) - TVector.Load(pivots + c);
                TVector.Store(TVector.Load(sums + c) + distance, sums + c);
                TVector.Store(TVector.MultiplyAdd(distance, distance, TVector.Load(squares + c)), squares + c);
            }
        }
    }

    /// <summary>y = f(x * scale + shift), f the activation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<TActivation>(T* x, T* y, long stride, long rows, int first, int end, float* scales, float* shifts)
        where TActivation : struct, INormActivation
    {
        Silu<TVector> silu = new();
        for (long row = 0; row < rows; row++, x += stride, y += stride)
        {
            for (int c = first; c < end; c += TVector.Count)
            {
                TVector z = TVector.MultiplyAdd(Load(x + c), TVector.Load(scales + c), TVector.Load(shifts + c));
                Store(TActivation.HasSilu ? silu.Of(z) : z, y + c);
            }
        }
    }

    /// <summary>Adds dz = dy * f'(x * scale + shift) and (x - mean) dz to sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGradients<TActivation>(T* x, long stride, T* dy, long dyStride, int rows, int first, int end, float* scales, float* shifts, float* means, float* gradients, float* projections)
        where TActivation : struct, INormActivation
    {
        int row = 0;
        Silu<TVector> silu = new();
        long ahead = Ahead(stride), dyAhead = Ahead(dyStride);
        for (; row <= rows - 4; row += 4, x += 4 * stride, dy += 4 * dyStride)
        {
            for (int c = first; c < end; c += TVector.Count)
            {
                Prefetch(x + c + ahead, stride);
                Prefetch(dy + c + dyAhead, dyStride);
                TVector scale = TVector.Load(scales + c), shift = TVector.Load(shifts + c), mean = TVector.Load(means + c);
                TVector value0 = Load(x + c), value1 = Load(x + stride + c);
                TVector value2 = Load(x + (2 * stride) + c), value3 = Load(x + (3 * stride) + c);
                TVector dz0 = Gradient<TActivation>(silu, value0, Load(dy + c), scale, shift);
                TVector dz1 = Gradient<TActivation>(silu, value1, Load(dy + dyStride + c), scale, shift);
                TVector dz2 = Gradient<TActivation>(silu, value2, Load(dy + (2 * dyStride) + c), scale, shift);
                TVector dz3 = Gradient<TActivation>(silu, value3, Load(dy + (3 * dyStride) + c), scale, shift);
                TVector.Store(TVector.Load(gradients + c) + (dz0 + dz1 + (dz2 + dz3)), gradients + c);
                TVector projection01 = TVector.MultiplyAdd(value1 - mean, dz1, (value0 - mean) * dz0);
                TVector projection23 = TVector.MultiplyAdd(value3 - mean, dz3, (value2 - mean) * dz2);
                TVector.Store(TVector.Load(projections + c) + (projection01 + projection23), projections + c);
            }
        }

        for (; row < rows; row++, x += stride, dy += dyStride)
        {
            for (int c = first; c < end; c += TVector.Count)
            {
                TVector value = Load(x + c);
                TVector dz = Gradient<TActivation>(silu, value, Load(dy + c), TVector.Load(scales + c), TVector.Load(shifts + c));
                TVector.Store(TVector.Load(gradients + c) + dz, gradients + c);
                TVector.Store(TVector.MultiplyAdd(value - TVector.Load(means + c), dz, TVector.Load(projections + c)), projections + c);
            }
        }
    }

    /// <summary>dx = dz * scale + x * slope + offset, dz = dy * f'(x * scale + shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<TActivation>(T* x, T* dx, long stride, T* dy, long dyStride, long rows, int first, int end, float* scales, float* shifts, float* slopes, float* offsets)
        where TActivation : struct, INormActivation
    {
        Silu<TVector> silu = new();
        for (long row = 0; row < rows; row++, x += stride, dy += dyStride, dx += stride)
        {
            for (int c = first; c < end; c += TVector.Count)
            {
                TVector value = Load(x + c), scale = TVector.Load(scales + c);
                TVector dz = Gradient<TActivation>(silu, value, Load(dy + c), scale, TVector.Load(shifts + c));
                TVector rest = TVector.MultiplyAdd(value, TVector.Load(slopes + c), TVector.Load(offsets + c));
                Store(TVector.MultiplyAdd(dz, scale, rest), dx + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Gradient<TActivation>(in Silu<TVector> silu, TVector x, TVector dy, TVector scale, TVector shift)
        where TActivation : struct, INormActivation => TActivation.HasSilu ? silu.Gradient(TVector.MultiplyAdd(x, scale, shift), dy) : dy;

    // The processor's own prefetching does not follow several rows at once. 2048 elements ahead measured best.
    private static long Ahead(long stride) => 4 * stride * Math.Max(1, 512 / stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(T* source, long stride)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(source);
        Sse.Prefetch0(source + stride);
        Sse.Prefetch0(source + (2 * stride));
        Sse.Prefetch0(source + (3 * stride));
    }

    /// <summary>Reads a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(T* source) =>
        typeof(T) == typeof(float) ? TVector.Load((float*)source) : TVector.Load((BFloat16*)source);

    /// <summary>Writes a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector value, T* destination)
    {
        if (typeof(T) == typeof(float))
            TVector.Store(value, (float*)destination);
        else
            TVector.Store(value, (BFloat16*)destination);
    }
}
