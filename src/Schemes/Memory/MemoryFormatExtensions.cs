using Interop;
using TorchSharp;

namespace Schemes.Memory;

/// <summary>Memory formats, which the TorchSharp API lacks.</summary>
public static class MemoryFormatExtensions
{
    private static readonly Operator Contiguous = Operator.Named("aten::contiguous");

    /// <summary>The same values in another order; the tensor itself (a second handle on it) where it has that order already.</summary>
    public static torch.Tensor ToMemoryFormat(this torch.Tensor tensor, MemoryFormat format)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        torch.Tensor result = torch.Tensor.UnsafeCreateTensor(Contiguous.Tensor(Argument.Tensor(tensor.Handle), (int)format));
        GC.KeepAlive(tensor);
        return result;
    }

    /// <summary>Brings every four-dimensional parameter and buffer of a module into an order, in place.</summary>
    public static void ToMemoryFormat(this torch.nn.Module module, MemoryFormat format)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (torch.Tensor tensor in module.parameters().Concat(module.buffers()))
        {
            if (tensor.ndim != 4)
                continue;
            using torch.Tensor detached = tensor.detach();
            using torch.Tensor ordered = detached.ToMemoryFormat(format);
            TensorHandle.SetData(tensor.Handle, ordered.Handle);
            GC.KeepAlive(tensor);
        }
    }
}
