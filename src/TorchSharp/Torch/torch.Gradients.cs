using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradModeGuard(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradModeGuard(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeGuard(mode);

    /// <summary>Switches gradients off, which is inference mode without its extra speed.</summary>
    public static IDisposable inference_mode(bool mode = true) => new GradModeGuard(!mode && Autograd.GradMode);

    public static bool is_grad_enabled() => Autograd.GradMode;

    public static partial class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (inputs is not null)
                throw new NotSupportedException("The backward pass runs to all leaves; a choice of inputs is not supported.");
            Autograd.Backward(Handles(tensors), grad_tensors is null ? [] : Handles(grad_tensors), retain_graph ?? create_graph, create_graph);
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static nint[] Handles(IList<Tensor> tensors)
        {
            nint[] handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++)
                handles[i] = tensors[i].Handle;
            return handles;
        }
    }

    private sealed class GradModeGuard : IDisposable
    {
        private readonly bool _before;
        private bool _left;

        public GradModeGuard(bool enabled)
        {
            _before = Autograd.GradMode;
            Autograd.GradMode = enabled;
        }

        public void Dispose()
        {
            if (_left)
                return;
            _left = true;
            Autograd.GradMode = _before;
        }
    }
}
