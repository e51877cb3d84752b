using TorchSharp;

namespace Schemes.Checkpointing;

/// <summary>
/// Runs a part of a network without keeping its activations, and computes them again when the backward pass needs them
/// (Chen et al., Training Deep Nets with Sublinear Memory Cost, 2016).
/// </summary>
/// <remarks>
/// The second computation has the same inputs, random state and autocast state as the first. It does not change again what the first has
/// changed (BatchNorm's running statistics). The gradients are those of the plain computation
/// to the bit if the operators are deterministic.
/// </remarks>
public static class ActivationCheckpoint
{
    /// <summary>Runs a segment.</summary>
    /// <param name="segment">
    /// Computes outputs from inputs. Called once now, without recording a graph, and once in the backward pass. It may
    /// use parameters and buffers; all other tensors have to come in through its argument.
    /// </param>
    /// <param name="inputs">Inputs of the segment; they remain owned by the caller.</param>
    /// <param name="buffers">Tensors that the segment changes as it runs; the second run leaves them unchanged.</param>
    /// <returns>The outputs, which belong to the caller.</returns>
    public static torch.Tensor[] Run(Func<torch.Tensor[], torch.Tensor[]> segment, IReadOnlyList<torch.Tensor> inputs, IReadOnlyList<torch.Tensor>? buffers = null)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count > 0
            ? SegmentNode.Run(segment, inputs, recompute: true, buffers)
            : throw new ArgumentException("A segment needs at least one input.", nameof(inputs));
    }
}
