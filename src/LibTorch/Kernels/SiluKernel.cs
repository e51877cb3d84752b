using System.Runtime.CompilerServices;
using LibTorch.Stable;

namespace LibTorch.Kernels;

/// <summary>y = silu(x) and its gradient on the CPU, in float32 and bfloat16. Results are the same for any number of threads and any width of vectors. Pointers are not checked.</summary>
public static unsafe class SiluKernel
{
    // Elements below which a loop is not divided among threads, as in libtorch.
    private const long Grain = 32768;

    /// <summary>Computes the output.</summary>
    /// <param name="activations">The type and order of input and output.</param>
    /// <param name="input">x.</param>
    /// <param name="output">y; may be the input.</param>
    /// <exception cref="NotSupportedException">The kernels do not take the type.</exception>
    public static void Forward(in Activations activations, void* input, void* output) => Forward(activations, input, output, VectorWidths.Widest);

    /// <summary>Computes dL/dx.</summary>
    /// <param name="activations">The type and order of the input and of both gradients.</param>
    /// <param name="input">x.</param>
    /// <param name="outputGradient">dL/dy, whose rows or images may lie apart.</param>
    /// <param name="gradientStride">
    /// Elements from one position of dL/dy to the next (C without gaps) if channels are last, else from one image to the next (C * H * W without gaps).
    /// </param>
    /// <param name="inputGradient">Receives dL/dx; must overlap neither input nor gradient.</param>
    /// <exception cref="NotSupportedException">The kernels do not take the type.</exception>
    public static void Backward(in Activations activations, void* input, void* outputGradient, long gradientStride, void* inputGradient) =>
        Backward(activations, input, outputGradient, gradientStride, inputGradient, VectorWidths.Widest);

    internal static void Forward(in Activations activations, void* input, void* output, VectorWidth width)
    {
        Check(activations);
        VectorWidths.Run(new ForwardCall(input, output, activations.Count), activations.Type, width);
    }

    internal static void Backward(in Activations activations, void* input, void* outputGradient, long gradientStride, void* inputGradient, VectorWidth width)
    {
        Check(activations);

        // Elements that lie side by side in the gradient; without gaps, all of them.
        long row = activations.ChannelsLast ? activations.Channels : activations.Channels * activations.Positions;
        long columns = gradientStride == row ? activations.Count : row;
        VectorWidths.Run(new BackwardCall(input, outputGradient, gradientStride, inputGradient, activations.Count, columns), activations.Type, width);
    }

    private static void Check(in Activations activations)
    {
        if (!activations.HasVectorType)
            throw new NotSupportedException($"The kernels take float32 and bfloat16, not {activations}.");
    }

    private readonly struct ForwardCall(void* input, void* output, long count) : VectorWidths.ICall
    {
        public void Run<T, TVector>()
            where T : unmanaged
            where TVector : unmanaged, IFloatVector<TVector> => ParallelFor.Run(count, Grain, new ForwardBody<T, TVector>((T*)input, (T*)output));
    }

    private readonly struct BackwardCall(void* input, void* outputGradient, long gradientStride, void* inputGradient, long count, long columns) : VectorWidths.ICall
    {
        public void Run<T, TVector>()
            where T : unmanaged
            where TVector : unmanaged, IFloatVector<TVector> =>
            ParallelFor.Run(count, Grain, new BackwardBody<T, TVector>((T*)input, (T*)outputGradient, gradientStride, (T*)inputGradient, columns));
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
