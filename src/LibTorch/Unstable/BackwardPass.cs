using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using LibTorch.Stable;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>A backward pass over a graph with <see cref="GraphNode"/>s: throws their exceptions and releases their gradients.</summary>
public sealed unsafe class BackwardPass
{
    [ThreadStatic]
    private static BackwardPass? t_ofThisThread;

    [ThreadStatic]
    private static BackwardPass? t_returnedTo;

    // Handles handed to libtorch, which takes handles of its own when a node returns. Kept per thread until its next node runs; a device's nodes run on one of libtorch's threads.
    private readonly Dictionary<int, GraphNode.Handles> _returned = [];
    private Exception? _failure;
    private int _depth;

    private BackwardPass()
    {
    }

    internal static BackwardPass OfThisThread => t_ofThisThread ??= new BackwardPass();

    /// <summary>The pass that the calling thread has begun; null on a thread of libtorch's.</summary>
    internal static BackwardPass? Current => t_ofThisThread is { _depth: > 0 } running ? running : null;

    /// <summary>Computes the gradients of all leaves that a tensor was made from, and adds them to what these have.</summary>
    /// <param name="root">Tensor to differentiate: a scalar, or any shape together with its gradient.</param>
    /// <param name="gradient">Gradient of the root; 1 if it is null.</param>
    /// <exception cref="ExternalException">An operator of libtorch failed.</exception>
    /// <exception cref="Exception">The exception of a node, as it was thrown.</exception>
    public static void Run(torch.Tensor root, torch.Tensor? gradient = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        Run([root], gradient is null ? null : [gradient]);
    }

    /// <summary>Computes the gradients of all leaves that tensors were made from, and adds them to what these have.</summary>
    /// <param name="roots">Tensors to differentiate.</param>
    /// <param name="gradients">Their gradients; ones if it is null.</param>
    /// <exception cref="ExternalException">An operator of libtorch failed.</exception>
    /// <exception cref="Exception">The exception of a node, as it was thrown.</exception>
    public static void Run(IList<torch.Tensor> roots, IList<torch.Tensor>? gradients)
    {
        BackwardPass pass = OfThisThread;
        if (pass._depth == 0)
            pass._failure = null;
        pass._depth++;
        try
        {
            torch.autograd.backward(roots, gradients);
        }
        catch (ExternalException) when (pass._failure is not null)
        {
            // libtorch's exception stands in for the node's own, which is thrown below.
        }
        finally
        {
            pass._depth--;
            pass.LetGoOfAllReturned();
        }

        if (Interlocked.Exchange(ref pass._failure, null) is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    internal void Failed(Exception exception) => Interlocked.CompareExchange(ref _failure, exception, null);

    /// <summary>Hands gradients to libtorch; takes the tensors over.</summary>
    internal GraphNode.Handles Return(torch.Tensor?[] gradients)
    {
        nint* array = (nint*)NativeMemory.Alloc((nuint)Math.Max(1, gradients.Length), (nuint)sizeof(nint));
        for (int i = 0; i < gradients.Length; i++)
        {
            array[i] = 0;
            if (gradients[i] is not { } gradient)
                continue;
            array[i] = Argument.NewHandle(gradient);
            gradient.Dispose();
        }

        GraphNode.Handles handles = new(array, gradients.Length);
        lock (_returned)
            _returned[Environment.CurrentManagedThreadId] = handles;
        t_returnedTo = this;
        return handles;
    }

    /// <summary>Called when the calling thread allocates: the gradients that its last node returned have reached libtorch by then.</summary>
    internal static void BeforeAllocation()
    {
        if (t_returnedTo is not { } pass)
            return;
        t_returnedTo = null;
        pass.LetGoOfReturned();
    }

    internal void LetGoOfReturned()
    {
        lock (_returned)
            LetGo(Environment.CurrentManagedThreadId);
    }

    private void LetGoOfAllReturned()
    {
        lock (_returned)
        {
            foreach (int thread in _returned.Keys.ToArray())
                LetGo(thread);
        }
    }

    private void LetGo(int thread)
    {
        if (!_returned.Remove(thread, out GraphNode.Handles handles))
            return;
        for (int i = 0; i < handles.Size; i++)
        {
            if (handles.Array[i] != 0)
                StableAbi.DeleteTensor(handles.Array[i]);
        }

        NativeMemory.Free(handles.Array);
    }
}
