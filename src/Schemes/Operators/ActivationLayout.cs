using LibTorch.Kernels;
using Schemes.Memory;
using TorchSharp;

namespace Schemes.Operators;

/// <summary>Orders in memory of maps and of their gradients, as the kernels of the CPU take them.</summary>
internal static class ActivationLayout
{
    /// <summary>Type, order and sizes of [N, C, H, W] without gaps in one of the two orders, or null. Where both are the same (one channel, one position), either.</summary>
    public static Activations? Of(torch.Tensor tensor)
    {
        if (tensor.Dimensions != 4)
            return null;
        long[] shape = tensor.shape, strides = tensor.stride();
        long positions = shape[2] * shape[3];
        Activations contiguous = new(tensor.dtype, false, shape[0], shape[1], positions);
        return Is(shape, strides, [shape[1] * positions, positions, shape[3], 1]) ? contiguous
            : Is(shape, strides, [shape[1] * positions, 1, shape[3] * shape[1], shape[1]]) ? contiguous with { ChannelsLast = true }
            : null;
    }

    /// <summary>Brings a gradient into the type and the order of the activations, where they differ.</summary>
    /// <param name="gradient">Gradient of the output, of the activations' shape.</param>
    /// <param name="activations">The activations.</param>
    /// <param name="stride">Receives the distance from one position to the next if channels are last, else from one image to the next: part of a concatenation is not copied.</param>
    /// <returns>The gradient or a copy, in the current scope.</returns>
    public static torch.Tensor Arranged(torch.Tensor gradient, in Activations activations, out long stride)
    {
        gradient = gradient.to(activations.Type);
        if (Stride(gradient, activations) is { } given)
        {
            stride = given;
            return gradient;
        }

        gradient = gradient.ToMemoryFormat(activations.ChannelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);
        stride = Stride(gradient, activations) ?? throw new InvalidOperationException($"A gradient with the strides [{string.Join(", ", gradient.stride())}] cannot be brought into the order of the activations.");
        return gradient;
    }

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
}
