using Schemes.Distributed;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Operators;

/// <summary>
/// Batch normalisation and SiLU as one node of the graph, which keeps its input for the backward pass and computes the
/// normalised activations between them a second time (Rota Bulò et al., In-Place Activated BatchNorm, 2018, whose
/// idea is the same: values that are cheap to compute need not be kept).
/// </summary>
public static class BatchNormSilu
{
    /// <summary>silu(norm(input)). In evaluation, where nothing is kept anyway, the two operators are called.</summary>
    /// <param name="norm">The batch norm; in training its running statistics are moved.</param>
    /// <param name="input">[N, C, H, W], C as the batch norm has it; remains owned by the caller.</param>
    /// <param name="group">Ranks over whose elements together it normalises in training; null for this rank's alone.</param>
    /// <returns>A tensor of the input's shape, owned by the caller.</returns>
    public static torch.Tensor Run(BatchNorm2d norm, torch.Tensor input, ProcessGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(norm);
        ArgumentNullException.ThrowIfNull(input);
        if (!norm.training)
        {
            using torch.Tensor normalised = norm.call(input);
            return normalised.silu();
        }

        return NormNode.Run(norm, input, group is { WorldSize: > 1 } ? new SynchronizedNorm(group, hasSilu: true) : VectorNorm.Takes(norm, input) ? VectorNorm.WithSilu : ComposedNorm.Instance);
    }
}
