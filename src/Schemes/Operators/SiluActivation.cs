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
        if (!OwnOperators.Enabled || input.device_type != DeviceType.CPU || ActivationLayout.Of(input) is not { HasVectorType: true } activations)
            return nn.functional.silu(input, inPlace);
        Tensor output = inPlace ? input : empty_like(input);
        SiluKernel.Forward(activations, Address(input), Address(output));
        if (inPlace || !input.requires_grad)
            return output;
        Tensor kept = TensorMemory.Alias(input).DetachFromDisposeScope();
        using (output)
            return GraphNode.Attach([input], [output], gradients => [gradients[0] is { } gradient ? Backward(kept, gradient, activations) : null], kept.Dispose)[0];
    }

    private static Tensor Backward(Tensor input, Tensor gradient, Activations activations)
    {
        using DisposeScope scope = NewDisposeScope();
        gradient = ActivationLayout.Arranged(gradient, activations, out long stride);
        Tensor ofInput = empty_like(input).DetachFromDisposeScope();
        SiluKernel.Backward(activations, Address(input), Address(gradient), stride, Address(ofInput));
        return ofInput;
    }

    private static void* Address(Tensor tensor) => (void*)TensorMemory.Address(tensor);
}
