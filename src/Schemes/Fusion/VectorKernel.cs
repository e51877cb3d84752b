using LibTorch.Kernels;
using LibTorch.Stable;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Fusion;

/// <summary>The arithmetic on the CPU's vectors, in float32 and bfloat16, contiguous and channels-last.</summary>
internal sealed unsafe class VectorKernel : INormSiluKernel
{
    public static VectorKernel Instance { get; } = new();

    /// <summary>True if the kernel takes such an input.</summary>
    public static bool Takes(BatchNorm2d norm, torch.Tensor input) =>
        input.device_type == DeviceType.CPU
        && Of(input) is { IsSupported: true }
        && IsVector(norm.weight) && IsVector(norm.bias) && IsVector(norm.running_mean) && IsVector(norm.running_var);

    public torch.Tensor Forward(BatchNorm2d norm, torch.Tensor input, double factor, out torch.Tensor mean, out torch.Tensor inverse)
    {
        Activations activations = Of(input)!.Value;
        torch.Tensor output = torch.empty_like(input).DetachFromDisposeScope();
        mean = torch.empty(activations.Channels).DetachFromDisposeScope();
        inverse = torch.empty(activations.Channels).DetachFromDisposeScope();
        RunningStatistics running = new() { Mean = Floats(norm.running_mean), Variance = Floats(norm.running_var), Momentum = factor };
        BatchNormSiluKernel.Forward(activations, Address(input), Address(output), Vectors(norm, mean, inverse), running, norm.eps);
        GC.KeepAlive(norm);
        return output;
    }

    public (torch.Tensor OfInput, torch.Tensor? OfWeight, torch.Tensor? OfBias) Backward(
        BatchNorm2d norm, torch.Tensor input, torch.Tensor gradient, torch.Tensor mean, torch.Tensor inverse)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Activations activations = Of(input)!.Value;
        gradient = gradient.to(input.dtype);
        if (Stride(gradient, activations) is not { } stride)
        {
            gradient = Memory.MemoryFormatExtensions.ToMemoryFormat(gradient, activations.ChannelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);
            stride = Stride(gradient, activations) ?? throw new InvalidOperationException($"A gradient with the strides [{string.Join(", ", gradient.stride())}] cannot be brought into the order of the activations.");
        }

        torch.Tensor ofInput = torch.empty_like(input).DetachFromDisposeScope();
        torch.Tensor ofWeight = torch.empty(activations.Channels).DetachFromDisposeScope();
        torch.Tensor ofBias = torch.empty(activations.Channels).DetachFromDisposeScope();
        BatchNormSiluKernel.Backward(
            activations, Address(input), Address(gradient), stride, Address(ofInput), Vectors(norm, mean, inverse), Floats(ofWeight), Floats(ofBias));
        GC.KeepAlive(norm);
        return (ofInput, ofWeight, ofBias);
    }

    // Dense in one of the two orders; where both are the same (one channel, one position), either.
    private static Activations? Of(torch.Tensor tensor)
    {
        long[] shape = tensor.shape, strides = tensor.stride();
        long positions = shape[2] * shape[3];
        Activations contiguous = new(tensor.dtype, false, shape[0], shape[1], positions);
        return Is(shape, strides, [shape[1] * positions, positions, shape[3], 1]) ? contiguous
            : Is(shape, strides, [shape[1] * positions, 1, shape[3] * shape[1], shape[1]]) ? contiguous with { ChannelsLast = true }
            : null;
    }

    // The distance that the kernel lets a gradient have: part of a concatenation need not be copied.
    private static long? Stride(torch.Tensor gradient, in Activations activations)
    {
        long[] shape = gradient.shape, strides = gradient.stride();
        if (activations.ChannelsLast)
        {
            long position = shape[3] > 1 ? strides[3] : shape[2] > 1 ? strides[2] : shape[0] > 1 ? strides[0] : shape[1];
            return position >= shape[1] && Is(shape, strides, [position * activations.Positions, 1, position * shape[3], position]) ? position : null;
        }

        long image = shape[0] > 1 ? strides[0] : activations.Channels * activations.Positions;
        return Is(shape, strides, [image, activations.Positions, shape[3], 1]) ? image : null;
    }

    // Steps over dimensions of one element do not matter.
    private static bool Is(long[] shape, long[] strides, ReadOnlySpan<long> expected)
    {
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] > 1 && strides[i] != expected[i])
                return false;
        }

        return true;
    }

    private static bool IsVector(torch.Tensor? tensor) => tensor is null || (tensor.dtype == torch.ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous());

    private static NormVectors Vectors(BatchNorm2d norm, torch.Tensor mean, torch.Tensor inverse) => new()
    {
        Weight = Floats(norm.weight),
        Bias = Floats(norm.bias),
        Mean = Floats(mean),
        InverseDeviation = Floats(inverse),
    };

    private static void* Address(torch.Tensor tensor) => (void*)TensorMemory.Address(tensor);

    private static float* Floats(torch.Tensor? tensor) => tensor is null ? null : (float*)Address(tensor);
}
