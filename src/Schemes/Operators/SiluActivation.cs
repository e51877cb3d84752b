using LibTorch.Kernels;
using LibTorch.Stable;
using LibTorch.Unstable;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Operators;

/// <summary>SiLU, x / (1 + e^-x) (Elfwing et al., 2018), in training: on the CPU by this engine's kernels, which take half the time of libtorch's in bfloat16.</summary>
public static unsafe class SiluActivation
{
    /// <summary>silu(input), of which a graph keeps the input, as it does for libtorch's operator.</summary>
    /// <param name="input">[N, C, H, W]; remains owned by the caller. If no gradient is recorded, it receives the result.</param>
    /// <returns>A tensor of the input's shape, owned by the caller; the input itself if no gradient is recorded.</returns>
    public static Tensor Run(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool inPlace = !is_grad_enabled();
        if (!OwnOperators.Enabled || input.device_type != DeviceType.CPU || ActivationLayout.Of(input) is not { } activations || !IsTaken(input.dtype))
            return nn.functional.silu(input, inPlace);
        if (inPlace)
        {
            SiluKernel.Forward(input.dtype, Address(input), Address(input), input.numel());
            return input;
        }

        Tensor output;
        using (no_grad())
        {
            output = empty_like(input);
            SiluKernel.Forward(input.dtype, Address(input), Address(output), input.numel());
        }

        if (!input.requires_grad)
            return output;
        Tensor kept = TensorMemory.Alias(input).DetachFromDisposeScope();
        using (output)
            return GraphNode.Attach([input], [output], gradients => [gradients[0] is { } gradient ? Backward(kept, gradient, activations) : null], kept.Dispose)[0];
    }

    private static bool IsTaken(ScalarType type) => type is ScalarType.Float32 or ScalarType.BFloat16;

    private static Tensor Backward(Tensor input, Tensor gradient, Activations activations)
    {
        using DisposeScope scope = NewDisposeScope();
        gradient = ActivationLayout.Arranged(gradient, input.dtype, activations, out long stride);
        Tensor ofInput = empty_like(input).DetachFromDisposeScope();
        (long rows, long columns) = activations.ChannelsLast
            ? (activations.Images * activations.Positions, activations.Channels)
            : (activations.Images, activations.Channels * activations.Positions);
        if (stride == columns)
            (rows, columns) = (1, rows * columns);
        SiluKernel.Backward(input.dtype, Address(input), Address(gradient), stride, Address(ofInput), rows, columns);
        return ofInput;
    }

    private static void* Address(Tensor tensor) => (void*)TensorMemory.Address(tensor);
}
