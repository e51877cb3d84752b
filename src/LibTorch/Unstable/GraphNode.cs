using System.Runtime.InteropServices;
using LibTorch.Loading;
using LibTorch.Stable;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>
/// A node of the autograd graph whose backward pass is C#. Its saved tensors are released as soon as its backward pass has run.
/// </summary>
/// <remarks>
/// Over the native functions under TorchSharp's own <c>SingleTensorFunction</c>, which keeps saved tensors and returned gradients until
/// the whole graph goes, and in which an exception ends the process.
/// </remarks>
public sealed unsafe class GraphNode
{
    // Native code holds function pointers only.
    private static readonly HashSet<GraphNode> s_alive = [];

    private readonly ApplyFunction _apply;
    private readonly DeleteFunction _delete;
    private readonly BackwardPass _madeIn = BackwardPass.OfThisThread;
    private NodePointers _pointers;
    private readonly int _inputs;
    private Func<torch.Tensor?[], torch.Tensor?[]>? _backward;
    private Action? _release;

    private GraphNode(Func<torch.Tensor?[], torch.Tensor?[]> backward, Action? release, int inputs)
    {
        _backward = backward;
        _release = release;
        _inputs = inputs;
        _apply = Apply;
        _delete = Delete;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate Handles ApplyFunction(nint gradients, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void DeleteFunction();

    /// <summary>Number of nodes that a graph still holds, in all threads.</summary>
    public static int Alive
    {
        get
        {
            lock (s_alive)
                return s_alive.Count;
        }
    }

    /// <summary>Makes tensors the results of a new node over others.</summary>
    /// <param name="inputs">Tensors that the node's gradients go to; those that need no gradient receive none. They remain owned by the caller.</param>
    /// <param name="outputs">Computed without recording a graph, and no views of the inputs. They remain owned by the caller.</param>
    /// <param name="backward">
    /// Computes the gradients of the inputs, in their order and null if there is none, from those of the outputs, null if there is
    /// none. The gradients passed in are disposed after the call; those it returns are taken over. Called at most once, on the thread that runs the
    /// backward pass, without recording a graph. <see cref="BackwardPass"/> throws its exceptions.
    /// </param>
    /// <param name="release">
    /// Releases what the node has saved. Called once, after the backward pass or when the graph is freed without one, on whichever thread
    /// that happens. It must not throw.
    /// </param>
    /// <returns>The outputs as results of the node: second handles on the same tensors, owned by the caller.</returns>
    public static torch.Tensor[] Attach(
        IReadOnlyList<torch.Tensor> inputs, IReadOnlyList<torch.Tensor> outputs, Func<torch.Tensor?[], torch.Tensor?[]> backward, Action? release = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(backward);
        Engine.Start();
        return new GraphNode(backward, release, inputs.Count).Attach(inputs, outputs);
    }

    /// <summary>Looks every symbol up and runs a graph of one node forward and backward.</summary>
    /// <exception cref="EngineException">A symbol is missing, or the gradient is wrong.</exception>
    internal static void Check()
    {
        using IDisposable recorded = torch.enable_grad();
        using torch.Tensor input = torch.ones(3).DetachFromDisposeScope();
        input.requires_grad = true;
        torch.Tensor doubled;
        using (torch.no_grad())
            doubled = input.mul(2).DetachFromDisposeScope();
        using torch.Tensor output = Attach([input], [doubled], gradients => [gradients[0]!.mul(2)])[0].DetachFromDisposeScope();
        doubled.Dispose();
        using torch.Tensor sum = output.sum().DetachFromDisposeScope();
        BackwardPass.Run(sum);
        using torch.Tensor? gradient = input.grad?.DetachFromDisposeScope();
        if (gradient is null || gradient.sum().ToDouble() != 6)
            throw new EngineException($"A graph node of TorchSharp over libtorch {Engine.FoundVersion()} in {Engine.Folder} gives a wrong gradient; this program is made for TorchSharp 0.107 and libtorch 2.10.");
    }

    private torch.Tensor[] Attach(IReadOnlyList<torch.Tensor> inputs, IReadOnlyList<torch.Tensor> outputs)
    {
        _pointers = Symbols.New(Marshal.GetFunctionPointerForDelegate(_apply), Marshal.GetFunctionPointerForDelegate(_delete));
        lock (s_alive)
            s_alive.Add(this);
        nint[] results = new nint[outputs.Count];
        fixed (nint* taken = HandlesOf(inputs))
        fixed (nint* made = HandlesOf(outputs))
        {
            Handles sources = new(taken, inputs.Count);
            Symbols.SetNextEdges(_pointers, sources, 1);
            Symbols.ClearInputMetadata(_pointers);
            Symbols.WrapOutputs(sources, default, default, new Handles(made, outputs.Count), _pointers, &ResultArray);
            Marshal.Copy(t_resultArray, results, 0, results.Length);
            NativeMemory.Free((void*)t_resultArray);
        }

        GC.KeepAlive(inputs);
        GC.KeepAlive(outputs);

        // From here on the graph owns the node.
        NodePointers shared = _pointers;
        _pointers = new NodePointers { Weak = shared.Weak };
        Symbols.DisposeShared(shared);
        return Array.ConvertAll(results, torch.Tensor.UnsafeCreateTensor);
    }

    private static nint[] HandlesOf(IReadOnlyList<torch.Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];

    private Handles Apply(nint gradients, int count)
    {
        BackwardPass pass = BackwardPass.Current ?? _madeIn;
        pass.LetGoOfReturned();
        torch.Tensor?[] given = new torch.Tensor?[count];
        torch.Tensor?[] results = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                nint handle = ((nint*)gradients)[i];
                given[i] = handle == 0 ? null : torch.Tensor.UnsafeCreateTensor(handle).DetachFromDisposeScope();
            }

            Func<torch.Tensor?[], torch.Tensor?[]> backward = _backward
                ?? throw new InvalidOperationException("This part of the graph has been run backward already, and its saved tensors have been freed.");
            _backward = null;
            if (torch.is_grad_enabled())
                throw new NotSupportedException("A graph node has no gradient of its gradient.");
            using (torch.no_grad())
                results = backward(given);
            if (results.Length != _inputs)
                throw new InvalidOperationException($"A graph node over {_inputs} tensors gave {results.Length} gradients.");
        }
#pragma warning disable CA1031 // No exception may pass through native frames: it is thrown again behind them.
        catch (Exception exception)
        {
            pass.Failed(exception);
            foreach (torch.Tensor? result in results)
                result?.Dispose();

            // Too few gradients are an error to libtorch, which ends the pass.
            results = [];
        }
#pragma warning restore CA1031
        foreach (torch.Tensor? gradient in given)
            gradient?.Dispose();
        Release();
        return pass.Return(results);
    }

    private void Release()
    {
        _backward = null;
        Interlocked.Exchange(ref _release, null)?.Invoke();
    }

    private void Delete()
    {
        Release();
        lock (s_alive)
            s_alive.Remove(this);
        NodePointers weak = _pointers;
        _pointers = default;
        if (weak.Weak != 0)
            Symbols.DisposeWeak(weak);
    }

    [ThreadStatic]
    private static nint t_resultArray;

    [UnmanagedCallersOnly]
    private static nint ResultArray(nuint length) => t_resultArray = (nint)NativeMemory.Alloc(Math.Max(1, length), (nuint)sizeof(nint));

    /// <summary>TorchSharp's <c>TensorArray</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Handles(nint* array, long size)
    {
        public readonly nint* Array = array;
        public readonly long Size = size;
    }

    /// <summary>TorchSharp's <c>CSharpNodePtr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NodePointers
    {
        public nint Shared;
        public nint Weak;
    }

    private static class Symbols
    {
        public static readonly delegate* unmanaged<nint, nint, NodePointers> New = (delegate* unmanaged<nint, nint, NodePointers>)Find("THSAutograd_CSharpNode_ctor");
        public static readonly delegate* unmanaged<NodePointers, void> DisposeShared = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeSharedPtr");
        public static readonly delegate* unmanaged<NodePointers, void> DisposeWeak = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeWeakPtr");
        public static readonly delegate* unmanaged<NodePointers, Handles, byte, void> SetNextEdges = (delegate* unmanaged<NodePointers, Handles, byte, void>)Find("THSAutograd_CSharpNode_setNextEdges");
        public static readonly delegate* unmanaged<NodePointers, void> ClearInputMetadata = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_clearInputMetadata");
        public static readonly delegate* unmanaged<Handles, Handles, Handles, Handles, NodePointers, delegate* unmanaged<nuint, nint>, void> WrapOutputs =
            (delegate* unmanaged<Handles, Handles, Handles, Handles, NodePointers, delegate* unmanaged<nuint, nint>, void>)Find("THSAutograd_Function_wrapOutputs");

        private static nint Find(string symbol) => Engine.Symbol("LibTorchSharp", symbol);
    }
}
