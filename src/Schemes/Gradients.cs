using LibTorch.Unstable;
using TorchSharp;

namespace Schemes;

/// <summary>The backward pass over graphs of which schemes have made parts.</summary>
public static class Gradients
{
    /// <summary>Number of nodes of schemes' own that graphs hold, in all threads.</summary>
    public static int LiveNodes => GraphNode.Alive;

    /// <summary>Computes the gradients of all leaves that a scalar was made from, and adds them to what these have.</summary>
    /// <param name="loss">The scalar.</param>
    /// <exception cref="Exception">Exceptions of a scheme's own part of the graph are passed on unchanged; other errors are libtorch's.</exception>
    public static void Backward(this torch.Tensor loss) => BackwardPass.Run(loss);

    /// <summary>The same values, with a notice when the backward pass has computed their gradient.</summary>
    /// <param name="tensor">Tensor that requires a gradient; it remains owned by the caller. Further computation has to use the result.</param>
    /// <param name="reached">Called on the thread that computes the gradient, before the gradient is handed on.</param>
    /// <returns>A second tensor on the same memory, owned by the caller.</returns>
    public static torch.Tensor WhenReached(this torch.Tensor tensor, Action reached)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(reached);
        using torch.Tensor detached = tensor.detach();
        return GraphNode.Attach([tensor], [detached], gradients =>
        {
            reached();
            return [gradients[0]?.alias()];
        })[0];
    }
}
