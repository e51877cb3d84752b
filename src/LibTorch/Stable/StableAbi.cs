using LibTorch.Loading;

namespace LibTorch.Stable;

/// <summary>Functions of libtorch's C interface, which PyTorch keeps the same from version to version.</summary>
internal static unsafe class StableAbi
{
    private static readonly delegate* unmanaged<ulong> s_abiVersion = (delegate* unmanaged<ulong>)Find("aoti_torch_abi_version");

    public static readonly delegate* unmanaged<byte*, byte*, ulong*, ulong, int> CallDispatcher =
        (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)Find("torch_call_dispatcher");

    public static readonly delegate* unmanaged<nint, nint*, int> NewTensorHandle = (delegate* unmanaged<nint, nint*, int>)Find("aoti_torch_new_tensor_handle");

    public static readonly delegate* unmanaged<nint, int> DeleteTensor = (delegate* unmanaged<nint, int>)Find("aoti_torch_delete_tensor_object");

    public static readonly delegate* unmanaged<nint, byte*, int> IsDefined = (delegate* unmanaged<nint, byte*, int>)Find("aoti_torch_is_defined");

    public static readonly delegate* unmanaged<nint, void**, int> DataPointer = (delegate* unmanaged<nint, void**, int>)Find("aoti_torch_get_data_ptr");

    public static readonly delegate* unmanaged<nint, long*, int> StorageSize = (delegate* unmanaged<nint, long*, int>)Find("aoti_torch_get_storage_size");

    public static readonly delegate* unmanaged<nuint, nint*, int> NewList = (delegate* unmanaged<nuint, nint*, int>)Find("torch_new_list_reserve_size");

    public static readonly delegate* unmanaged<nint, ulong, int> PushBack = (delegate* unmanaged<nint, ulong, int>)Find("torch_list_push_back");

    public static readonly delegate* unmanaged<long, long, long, delegate* unmanaged<long, long, void*, void>, void*, int> ParallelFor =
        (delegate* unmanaged<long, long, long, delegate* unmanaged<long, long, void*, void>, void*, int>)Find("torch_parallel_for");

    /// <summary>Version number as operators take it.</summary>
    public static ulong AbiVersion { get; } = s_abiVersion();

    /// <summary>Looks every function up.</summary>
    /// <exception cref="EngineException">One is missing.</exception>
    public static void Check() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(StableAbi).TypeHandle);

    private static nint Find(string symbol) => Engine.Symbol("torch_cpu", symbol);
}
