using System.Runtime.InteropServices;

namespace Schemes.Distributed;

/// <summary>
/// Functions of nccl.h, with those of libtorch's stable ABI and of the CUDA driver that are needed beside them. Not yet run:
/// no machine with two GPUs was at hand.
/// </summary>
internal sealed unsafe class NcclLibrary
{
    public const int Success = 0;
    public const int InProgress = 7; // ncclInProgress
    public const int NotReady = 600; // CUDA_ERROR_NOT_READY

    private static readonly Lazy<NcclLibrary> s_loaded = new(() => new NcclLibrary());

    public readonly delegate* unmanaged<UniqueId*, int> GetUniqueId;
    public readonly delegate* unmanaged<nint*, int, UniqueId, int, int> CommInitRank;
    public readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> AllReduce;
    public readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> ReduceScatter;
    public readonly delegate* unmanaged<nint, nint, nuint, int, nint, nint, int> AllGather;
    public readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> Broadcast;
    public readonly delegate* unmanaged<nint, int*, int> CommGetAsyncError;
    public readonly delegate* unmanaged<nint, int> CommAbort;
    public readonly delegate* unmanaged<nint, int> CommDestroy;
    public readonly delegate* unmanaged<int, byte*> GetErrorString;

    /// <summary>aoti_torch_get_current_cuda_stream(device, stream).</summary>
    public readonly delegate* unmanaged<int, nint*, int> CurrentStream;

    /// <summary>aoti_torch_create_cuda_guard(device, guard): makes a device the thread's current one.</summary>
    public readonly delegate* unmanaged<int, nint*, int> CreateGuard;

    /// <summary>aoti_torch_delete_cuda_guard(guard).</summary>
    public readonly delegate* unmanaged<nint, int> DeleteGuard;

    /// <summary>cuStreamQuery(stream).</summary>
    public readonly delegate* unmanaged<nint, int> StreamQuery;

    private NcclLibrary()
    {
        nint nccl = NativeLibrary.Load("libnccl.so.2");
        GetUniqueId = (delegate* unmanaged<UniqueId*, int>)NativeLibrary.GetExport(nccl, "ncclGetUniqueId");
        CommInitRank = (delegate* unmanaged<nint*, int, UniqueId, int, int>)NativeLibrary.GetExport(nccl, "ncclCommInitRank");
        AllReduce = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclAllReduce");
        ReduceScatter = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclReduceScatter");
        AllGather = (delegate* unmanaged<nint, nint, nuint, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclAllGather");
        Broadcast = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclBroadcast");
        CommGetAsyncError = (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(nccl, "ncclCommGetAsyncError");
        CommAbort = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(nccl, "ncclCommAbort");
        CommDestroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(nccl, "ncclCommDestroy");
        GetErrorString = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(nccl, "ncclGetErrorString");
        nint cuda = NativeLibrary.Load("libtorch_cuda.so");
        CurrentStream = (delegate* unmanaged<int, nint*, int>)NativeLibrary.GetExport(cuda, "aoti_torch_get_current_cuda_stream");
        CreateGuard = (delegate* unmanaged<int, nint*, int>)NativeLibrary.GetExport(cuda, "aoti_torch_create_cuda_guard");
        DeleteGuard = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(cuda, "aoti_torch_delete_cuda_guard");
        StreamQuery = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(NativeLibrary.Load("libcuda.so.1"), "cuStreamQuery");
    }

    /// <exception cref="DllNotFoundException">A library is missing, or one of its functions.</exception>
    public static NcclLibrary Instance
    {
        get
        {
            try
            {
                return s_loaded.Value;
            }
            catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
            {
                throw new DllNotFoundException(
                    $"Several ranks on GPUs need NCCL (libnccl.so.2, which PyTorch's CUDA builds bring) and a CUDA build of libtorch: {exception.Message}",
                    exception);
            }
        }
    }

    /// <summary>ncclUniqueId: 128 bytes, passed by value.</summary>
    public struct UniqueId
    {
        public fixed byte Bytes[128];
    }
}
