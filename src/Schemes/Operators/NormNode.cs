using LibTorch.Stable;
using LibTorch.Unstable;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Operators;

/// <summary>A batch norm in training as one node of the graph, which keeps its input for the backward pass.</summary>
internal static class NormNode
{
    /// <summary>Runs a kernel, and moves the norm's counter of batches.</summary>
    /// <param name="norm">The batch norm.</param>
    /// <param name="input">[N, C, H, W]; remains owned by the caller.</param>
    /// <param name="kernel">The arithmetic.</param>
    /// <returns>A tensor of the input's shape, owned by the caller.</returns>
    public static torch.Tensor Run(BatchNorm2d norm, torch.Tensor input, INormKernel kernel)
    {
        if (input.Dimensions != 4 || input.shape[1] != norm.num_features)
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", input.shape)}]; [N, {norm.num_features}, H, W] is expected.", nameof(input));
        if (kernel is not SynchronizedNorm && input.numel() <= norm.num_features)
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", input.shape)}]: batch normalisation needs more than one value a channel in training.", nameof(input));
        double factor = norm.momentum ?? 0;
        if (norm.num_batches_tracked is { } batches)
        {
            batches.add_(1);
            factor = norm.momentum ?? (1 / batches.ToDouble());
        }

        Saved saved;
        torch.Tensor output;
        using (torch.no_grad())
        {
            output = kernel.Forward(norm, input, factor, out torch.Tensor mean, out torch.Tensor inverse);
            saved = new Saved(kernel, norm, TensorMemory.Alias(input).DetachFromDisposeScope(), mean, inverse);
        }

        if (!torch.is_grad_enabled() || !(input.requires_grad || norm.weight is { requires_grad: true } || norm.bias is { requires_grad: true }))
        {
            // Another handle, which is in the caller's scope as every operator's result is.
            saved.Release();
            using (output)
                return TensorMemory.Alias(output);
        }

        using (output)
        {
            torch.Tensor[] inputs = [input, .. Affine(norm)];
            return GraphNode.Attach(inputs, [output], saved.Backward, saved.Release)[0];
        }
    }

    private static IEnumerable<torch.Tensor> Affine(BatchNorm2d norm)
    {
        if (norm.weight is { } weight)
            yield return weight;
        if (norm.bias is { } bias)
            yield return bias;
    }

    /// <summary>State that the node keeps.</summary>
    private sealed class Saved(INormKernel kernel, BatchNorm2d norm, torch.Tensor input, torch.Tensor mean, torch.Tensor inverse)
    {
        public torch.Tensor?[] Backward(torch.Tensor?[] gradients)
        {
            if (gradients[0] is not { } gradient)
                return new torch.Tensor?[norm.weight is null ? 1 : 3];
            (torch.Tensor ofInput, torch.Tensor? ofWeight, torch.Tensor? ofBias) = kernel.Backward(norm, input, gradient, mean, inverse);
            return norm.weight is null ? [ofInput] : [ofInput, ofWeight, ofBias];
        }

        public void Release()
        {
            input.Dispose();
            mean.Dispose();
            inverse.Dispose();
        }
    }
}
