using LibTorch.Stable;
using TorchSharp;

namespace Schemes.Memory;

/// <summary>Orders of a tensor's elements, which the TorchSharp API lacks.</summary>
public static class MemoryFormatExtensions
{
    private static readonly Operator s_contiguous = new("aten::contiguous");

    /// <summary>The same values in another order; the tensor itself (a second handle on it) if it has that order already.</summary>
    public static torch.Tensor ToMemoryFormat(this torch.Tensor tensor, MemoryFormat format)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return s_contiguous.Tensor(tensor, (long)format);
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
            TensorMemory.SetData(tensor, ordered);
        }
    }
}
