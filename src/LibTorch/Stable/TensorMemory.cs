using System.Runtime.InteropServices;
using LibTorch.Loading;
using TorchSharp;

namespace LibTorch.Stable;

/// <summary>The memory under a tensor, and what a tensor object holds.</summary>
public static unsafe class TensorMemory
{
    private static readonly Operator s_setData = new("aten::set_data");

    /// <summary>Address of the first element, on whatever device it is.</summary>
    public static nint Address(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Engine.Start();
        void* data;
        if (StableAbi.DataPointer(tensor.Handle, &data) != 0)
            throw new ExternalException("The tensor has no memory that could be addressed.");
        GC.KeepAlive(tensor);
        return (nint)data;
    }

    /// <summary>Bytes of the storage under a tensor, which several tensors may share.</summary>
    public static long StorageBytes(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Engine.Start();
        long bytes;
        if (StableAbi.StorageSize(tensor.Handle, &bytes) != 0)
            throw new ExternalException("The tensor has no storage.");
        GC.KeepAlive(tensor);
        return bytes;
    }

    /// <summary>A second handle on the very same tensor, where the operator of this name makes a new one.</summary>
    public static torch.Tensor Alias(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Engine.Start();
        torch.Tensor alias = torch.Tensor.UnsafeCreateTensor(Argument.NewHandle(tensor));
        GC.KeepAlive(tensor);
        return alias;
    }

    /// <summary>Exchanges what a tensor object holds, as <c>x.data = y</c> does in Python: its version stays.</summary>
    public static void SetData(torch.Tensor tensor, torch.Tensor data) => s_setData.Run(tensor, data);
}
