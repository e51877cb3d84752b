using System.Runtime.CompilerServices;
using LibTorch.Stable;
using TorchSharp;

namespace LibTorch.Kernels;

/// <summary>y = silu(x) and its gradient on the CPU, in float32 and bfloat16. Results are the same for any number of threads and any width of vectors. Pointers are not checked.</summary>
public static unsafe class SiluKernel
{
    // Elements below which a loop is not divided among threads, as in libtorch.
    private const long Grain = 32768;

    /// <summary>Computes the output.</summary>
    /// <param name="type">float32 or bfloat16.</param>
    /// <param name="input">x.</param>
    /// <param name="output">y; may be the input.</param>
    /// <param name="count">Number of elements.</param>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public static void Forward(torch.ScalarType type, void* input, void* output, long count) => Forward(type, input, output, count, VectorWidths.Widest);

    /// <summary>Computes dL/dx.</summary>
    /// <param name="type">float32 or bfloat16.</param>
    /// <param name="input">x, rows of columns without gaps.</param>
    /// <param name="outputGradient">dL/dy, whose rows may lie apart.</param>
    /// <param name="gradientStride">Elements from one row of dL/dy to the next.</param>
    /// <param name="inputGradient">Receives dL/dx, without gaps; must overlap neither input nor gradient.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public static void Backward(torch.ScalarType type, void* input, void* outputGradient, long gradientStride, void* inputGradient, long rows, long columns) =>
        Backward(type, input, outputGradient, gradientStride, inputGradient, rows, columns, VectorWidths.Widest);

    internal static void Forward(torch.ScalarType type, void* input, void* output, long count, VectorWidth width)
    {
        Check(type);
        VectorWidths.Run(new ForwardCall(input, output, count), type, width);
    }

    internal static void Backward(torch.ScalarType type, void* input, void* outputGradient, long gradientStride, void* inputGradient, long rows, long columns, VectorWidth width)
    {
        Check(type);
        VectorWidths.Run(new BackwardCall(input, outputGradient, gradientStride, inputGradient, rows, columns), type, width);
    }

    private static void Check(torch.ScalarType type)
    {
        if (type is not (torch.ScalarType.Float32 or torch.ScalarType.BFloat16))
            throw new NotSupportedException($"The kernels take float32 and bfloat16, not {type}.");
    }

    private readonly struct ForwardCall(void* input, void* output, long count) : VectorWidths.ICall
    {
        public void Run<T, TVector>()
            where T : unmanaged
            where TVector : unmanaged, IFloatVector<TVector> => ParallelFor.Run(count, Grain, new ForwardBody<T, TVector>((T*)input, (T*)output));
    }

    private readonly struct BackwardCall(void* input, void* outputGradient, long gradientStride, void* inputGradient, long rows, long columns) : VectorWidths.ICall
    {
        public void Run<T, TVector>()
            where T : unmanaged
            where TVector : unmanaged, IFloatVector<TVector> =>
            ParallelFor.Run(rows * columns, Grain, new BackwardBody<T, TVector>((T*)input, (T*)outputGradient, gradientStride, (T*)inputGradient, columns));
    }

    private readonly struct ForwardBody<T, TVector>(T* x, T* y) : ParallelFor.IBody
        where T : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        public void Run(long begin, long end)
        {
            long vectors = begin + ((end - begin) / TVector.Count * TVector.Count);
            Loops<T, TVector>.Forward(x, y, begin, vectors);
            Loops<T, FloatScalar>.Forward(x, y, vectors, end);
        }
    }

    private readonly struct BackwardBody<T, TVector>(T* x, T* dy, long dyStride, T* dx, long columns) : ParallelFor.IBody
        where T : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        public void Run(long begin, long end)
        {
            while (begin < end)
            {
                (long row, long column) = Math.DivRem(begin, columns);
                long length = Math.Min(columns - column, end - begin), vectors = length / TVector.Count * TVector.Count;
                T* gradient = dy + (row * dyStride) + column;
                Loops<T, TVector>.Backward(x + begin, gradient, dx + begin, 0, vectors);
                Loops<T, FloatScalar>.Backward(x + begin, gradient, dx + begin, vectors, length);
                begin += length;
            }
        }
    }

    private static class Loops<T, TVector>
        where T : unmanaged
        where TVector : unmanaged, IFloatVector<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Forward(T* x, T* y, long first, long end)
        {
            Silu<TVector> silu = new();
            for (long i = first; i < end; i += TVector.Count)
                RowLoops<T, TVector>.Store(silu.Of(RowLoops<T, TVector>.Load(x + i)), y + i);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Backward(T* x, T* dy, T* dx, long first, long end)
        {
            Silu<TVector> silu = new();
            for (long i = first; i < end; i += TVector.Count)
                RowLoops<T, TVector>.Store(silu.Gradient(RowLoops<T, TVector>.Load(x + i), RowLoops<T, TVector>.Load(dy + i)), dx + i);
        }
    }
}
