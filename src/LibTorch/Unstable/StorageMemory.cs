using LibTorch.Loading;
using LibTorch.Stable;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>The storage under a tensor, whose memory can be freed and allocated again while a graph holds the tensor.</summary>
public static unsafe class StorageMemory
{
    // c10::TensorImpl and c10::StorageImpl both begin with a virtual table and the number of their handles.
    private const int Storage = 16;
    private const int Data = 16;

    private static bool s_proven;
    private static delegate* unmanaged<nint, nuint, void> s_resizeCpu;
    private static delegate* unmanaged<nint, nuint, void> s_resizeCuda;

    /// <summary>
    /// Frees the memory under a tensor (0 bytes), or allocates it again with undefined content, for all tensors on the same storage.
    /// Sizes, strides and versions stay, so that a graph that holds them does not notice. Elements must not be touched meanwhile.
    /// </summary>
    /// <exception cref="EngineException">This libtorch keeps its storages in another way.</exception>
    public static void Resize(torch.Tensor tensor, long bytes)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Engine.Start();
        if (!s_proven)
            throw new EngineException($"libtorch {Engine.FoundVersion()} in {Engine.Folder} keeps the memory of tensors in a way that this program does not know; it is made for libtorch 2.10. ZeRO stage 3 needs it.");
        if (tensor.device_type == DeviceType.CPU)
        {
            s_resizeCpu(StorageOf(tensor), (nuint)bytes);
        }
        else
        {
            if (s_resizeCuda is null)
                s_resizeCuda = (delegate* unmanaged<nint, nuint, void>)Engine.Symbol("torch_cuda", "_ZN2at6native17resize_bytes_cudaEPN3c1011StorageImplEm");
            s_resizeCuda(StorageOf(tensor), (nuint)bytes);
        }

        GC.KeepAlive(tensor);
    }

    /// <summary>Checks that the memory of a tensor can be freed and allocated again.</summary>
    internal static void Check()
    {
        const int Bytes = 1024;
        using torch.Tensor tensor = torch.empty(Bytes, torch.uint8).DetachFromDisposeScope();
        nint storage = StorageOf(tensor);
        if (storage == 0 || *(nint*)(storage + Data) != TensorMemory.Address(tensor))
            return;
        s_resizeCpu = (delegate* unmanaged<nint, nuint, void>)Engine.Symbol("torch_cpu", "_ZN2at6native16resize_bytes_cpuEPN3c1011StorageImplEm");
        s_resizeCpu(storage, 0);
        bool gone = TensorMemory.StorageBytes(tensor) == 0;
        s_resizeCpu(storage, Bytes);
        s_proven = gone && TensorMemory.StorageBytes(tensor) == Bytes;
    }

    // at::Tensor is a pointer to the object, and TorchSharp's handle a pointer to that.
    private static nint StorageOf(torch.Tensor tensor) => *(nint*)(*(nint*)tensor.Handle + Storage);
}
