using System.Runtime.InteropServices;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>The beginning of a backward pass inside the node of another: a graph without the tensors that it was made for.</summary>
/// <remarks>
/// What a pass begins with is kept until its end. So it begins with an empty tensor, whose node hands the gradients on; tensors and
/// gradients are released as soon as nothing else needs them.
/// </remarks>
public sealed class GraphEntrance : IDisposable
{
    // The frame of the outer node holds a gradient, and so does the tensor that it was given as.
    private const int KnownHandles = 2;

    private readonly int[] _places;
    private readonly torch.Tensor? _start;
    private torch.Tensor?[] _gradients = [];

    /// <summary>Makes the entrance to the graph of some tensors, which stay the caller's and are not kept.</summary>
    public GraphEntrance(IReadOnlyList<torch.Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        _places = [.. Enumerable.Range(0, tensors.Count).Where(i => tensors[i].requires_grad)];
        if (_places.Length == 0)
            return;
        using torch.Tensor nothing = torch.empty(0).DetachFromDisposeScope();
        _start = GraphNode.Attach([.. _places.Select(place => tensors[place])], [nothing], _ => _gradients)[0].DetachFromDisposeScope();
    }

    /// <summary>Computes the gradients of all leaves that the tensors were made from, and adds them to what these have. Once.</summary>
    /// <param name="gradients">Gradients of the tensors as the outer node was given them, null for none; they may be empty afterwards.</param>
    /// <exception cref="ExternalException">An operator of libtorch failed.</exception>
    /// <exception cref="Exception">The exception of a node, as it was thrown.</exception>
    public void Run(IReadOnlyList<torch.Tensor?> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (_start is null || _places.All(place => gradients[place] is null))
            return;
        _gradients = [.. _places.Select(place => gradients[place] is { } gradient ? TensorUses.Take(gradient, KnownHandles).DetachFromDisposeScope() : null)];
        using torch.Tensor nothing = torch.empty(0).DetachFromDisposeScope();
        BackwardPass.Run(_start, nothing);
    }

    /// <inheritdoc/>
    public void Dispose() => _start?.Dispose();
}
