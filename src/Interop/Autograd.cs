namespace Interop;

/// <summary>Recording of gradients, and the backward pass.</summary>
public static unsafe class Autograd
{
    /// <summary>Whether the calling thread records gradients.</summary>
    public static bool GradMode
    {
        get
        {
            Check.Status(Native.bridge_grad_mode_get(out int enabled));
            return enabled != 0;
        }
        set => Check.Status(Native.bridge_grad_mode_set(value ? 1 : 0));
    }

    /// <summary>Runs the backward pass of several tensors at once.</summary>
    /// <param name="tensors">Handles of the roots.</param>
    /// <param name="gradients">Their gradients; zero, or an empty span, stands for ones.</param>
    /// <param name="retainGraph">Keep the graph for another pass.</param>
    /// <param name="createGraph">Record the pass itself.</param>
    public static void Backward(ReadOnlySpan<nint> tensors, ReadOnlySpan<nint> gradients = default, bool retainGraph = false, bool createGraph = false)
    {
        if (!gradients.IsEmpty && gradients.Length != tensors.Length)
            throw new ArgumentException($"{tensors.Length} tensors, but {gradients.Length} gradients.", nameof(gradients));
        fixed (nint* roots = tensors)
        fixed (nint* grads = gradients)
            Check.Status(Native.bridge_backward(roots, grads, tensors.Length, retainGraph ? 1 : 0, createGraph ? 1 : 0));
    }
}
