using LibTorch.Stable;

namespace LibTorch.Kernels;

/// <summary>
/// Batch normalisation in training, on the CPU, followed by SiLU if wanted: y = silu(z) or z, z = (x - mean) / sqrt(variance + epsilon) * weight + bias,
/// where mean and variance are those of the channel's elements (Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1).
/// </summary>
/// <remarks>
/// The backward pass needs the input alone and normalises it again. Results are the same for any number of threads and any width of vectors.
/// Sums are taken in float over at most 32 elements and in double beyond; distances are summed from an element of the same block, so that a variance that is
/// small against the mean keeps its digits. Pointers are not checked.
/// </remarks>
public static unsafe class BatchNormKernel
{
    /// <summary>Computes the output, the channels' statistics, and moves the running statistics.</summary>
    /// <param name="activations">The type and order of input and output.</param>
    /// <param name="input">x.</param>
    /// <param name="output">y; must not overlap the input.</param>
    /// <param name="channels">Weight and bias; receives mean and inverse deviation.</param>
    /// <param name="running">The running statistics.</param>
    /// <param name="epsilon">Added to the variance, 0 or more.</param>
    /// <param name="hasSilu">True for y = silu(z), false for y = z.</param>
    /// <exception cref="NotSupportedException">The kernels do not take such activations.</exception>
    public static void Forward(in Activations activations, void* input, void* output, in NormVectors channels, in RunningStatistics running, double epsilon, bool hasSilu) =>
        Forward(activations, input, output, channels, running, epsilon, hasSilu, VectorWidths.Widest);

    /// <summary>Computes the gradients from the input and the statistics that the forward pass has left.</summary>
    /// <param name="activations">The type and order of the input and of all gradients.</param>
    /// <param name="input">x.</param>
    /// <param name="outputGradient">dL/dy, whose rows or images may lie apart.</param>
    /// <param name="gradientStride">
    /// Elements from one position of dL/dy to the next (C without gaps) if channels are last, else from one image to the next (C * H * W without gaps).
    /// </param>
    /// <param name="inputGradient">Receives dL/dx; must overlap neither input nor gradient.</param>
    /// <param name="channels">Vectors of the channels as the forward pass left them.</param>
    /// <param name="weightGradient">Receives dL/dweight, C floats.</param>
    /// <param name="biasGradient">Receives dL/dbias, C floats.</param>
    /// <param name="hasSilu">True for y = silu(z), false for y = z.</param>
    /// <exception cref="NotSupportedException">The kernels do not take such activations.</exception>
    public static void Backward(in Activations activations, void* input, void* outputGradient, long gradientStride, void* inputGradient, in NormVectors channels, float* weightGradient, float* biasGradient, bool hasSilu) =>
        Backward(activations, input, outputGradient, gradientStride, inputGradient, channels, weightGradient, biasGradient, hasSilu, VectorWidths.Widest);

    internal static void Forward(in Activations activations, void* input, void* output, in NormVectors channels, in RunningStatistics running, double epsilon, bool hasSilu, VectorWidth width)
    {
        Check(activations);
        if (hasSilu)
            VectorWidths.Run(new ForwardCall<INormActivation.Silu>(activations, input, output, channels, running, epsilon), activations.Type, width);
        else
            VectorWidths.Run(new ForwardCall<INormActivation.None>(activations, input, output, channels, running, epsilon), activations.Type, width);
    }

    internal static void Backward(in Activations activations, void* input, void* outputGradient, long gradientStride, void* inputGradient, in NormVectors channels, float* weightGradient, float* biasGradient, bool hasSilu, VectorWidth width)
    {
        Check(activations);
        if (hasSilu)
            VectorWidths.Run(new BackwardCall<INormActivation.Silu>(activations, input, outputGradient, gradientStride, inputGradient, channels, weightGradient, biasGradient), activations.Type, width);
        else
            VectorWidths.Run(new BackwardCall<INormActivation.None>(activations, input, outputGradient, gradientStride, inputGradient, channels, weightGradient, biasGradient), activations.Type, width);
    }

    private static void Check(in Activations activations)
    {
        if (!activations.IsSupported)
            throw new NotSupportedException($"The kernels take float32 and bfloat16 with more than one element per channel, not {activations}.");
    }

    private readonly struct ForwardCall<TActivation>(Activations shape, void* input, void* output, NormVectors channels, RunningStatistics running, double epsilon) : VectorWidths.ICall
        where TActivation : struct, INormActivation
    {
        public void Run<T, TVector>()
            where T : unmanaged
            where TVector : unmanaged, IFloatVector<TVector>
        {
            T* x = (T*)input, y = (T*)output;
            if (shape.ChannelsLast)
                PositionForward<T, TVector, TActivation>.Run(shape, x, y, channels, running, epsilon);
            else
                ParallelFor.Run(shape.Channels, 1, new PlaneForward<T, TVector, TActivation>(shape, x, y, channels, running, epsilon));
        }
    }

    private readonly struct BackwardCall<TActivation>(Activations shape, void* input, void* outputGradient, long gradientStride, void* inputGradient, NormVectors channels, float* weightGradient, float* biasGradient) : VectorWidths.ICall
        where TActivation : struct, INormActivation
    {
        public void Run<T, TVector>()
            where T : unmanaged
            where TVector : unmanaged, IFloatVector<TVector>
        {
            T* x = (T*)input, dy = (T*)outputGradient, dx = (T*)inputGradient;
            if (shape.ChannelsLast)
                PositionBackward<T, TVector, TActivation>.Run(shape, x, dy, gradientStride, dx, channels, weightGradient, biasGradient);
            else
                ParallelFor.Run(shape.Channels, 1, new PlaneBackward<T, TVector, TActivation>(shape, x, dy, gradientStride, dx, channels, weightGradient, biasGradient));
        }
    }
}
