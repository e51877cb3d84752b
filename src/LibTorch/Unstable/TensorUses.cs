using LibTorch.Stable;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>Number of handles on a tensor, which <c>c10::intrusive_ptr_target</c> keeps behind its virtual table.</summary>
internal static unsafe class TensorUses
{
    private const int Offset = 8;

    private static bool s_proven;

    /// <summary>Moves the content of a tensor into a new one if nobody else has a handle on it; returns a second handle on it otherwise.</summary>
    /// <param name="tensor">Tensor whose memory is freed when the result is disposed. It remains owned by the caller and is empty afterwards.</param>
    /// <param name="known">Number of handles that may see the tensor empty.</param>
    public static torch.Tensor Take(torch.Tensor tensor, int known)
    {
        if (!s_proven || Count(tensor) > known)
            return TensorMemory.Alias(tensor);
        torch.Tensor taken = tensor.detach();
        using torch.Tensor nothing = torch.empty([0], tensor.dtype, tensor.device);
        TensorMemory.SetData(tensor, nothing);
        return taken;
    }

    /// <summary>Checks the number with one handle and with two. If libtorch keeps it elsewhere, memory is freed later.</summary>
    public static void Check()
    {
        using torch.Tensor one = torch.empty(1).DetachFromDisposeScope();
        uint alone = Count(one);
        using torch.Tensor two = TensorMemory.Alias(one).DetachFromDisposeScope();
        s_proven = alone == 1 && Count(one) == 2;
    }

    // at::Tensor is a pointer to the object, and TorchSharp's handle a pointer to that.
    private static uint Count(torch.Tensor tensor) => *(uint*)(*(nint*)tensor.Handle + Offset);
}
