using Schemes.Distributed;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Operators;

/// <summary>
/// Batch normalisation: on the CPU with this engine's kernels, and over the elements of all ranks where there are several, so that small
/// batches of many ranks are normalised as one large batch (PyTorch's SyncBatchNorm).
/// </summary>
public static class BatchNormalization
{
    /// <summary>norm(input), with the statistics of all ranks in training. In evaluation, and where the kernels do not take the input, it is the norm's own operator.</summary>
    /// <param name="norm">The batch norm; in training its running statistics are moved, to the same values on all ranks.</param>
    /// <param name="input">[N, C, H, W], C as the batch norm has it; remains owned by the caller.</param>
    /// <param name="group">The ranks, which all call this for the same layers in the same order; null stands for this one alone.</param>
    /// <returns>A tensor of the input's shape, owned by the caller.</returns>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public static torch.Tensor Run(BatchNorm2d norm, torch.Tensor input, ProcessGroup? group)
    {
        ArgumentNullException.ThrowIfNull(norm);
        ArgumentNullException.ThrowIfNull(input);
        if (norm.training && group is { WorldSize: > 1 })
            return NormNode.Run(norm, input, new SynchronizedNorm(group, hasSilu: false));
        return norm.training && OwnOperators.Enabled && VectorNorm.Takes(norm, input) ? NormNode.Run(norm, input, VectorNorm.WithoutSilu) : norm.call(input);
    }
}
