using LibTorch.Unstable;
using TorchSharp;

namespace Schemes.Memory;

/// <summary>
/// The memory of a device as its caching allocator counts it: exact bytes, in steps of 512. On CUDA the numbers are
/// those of <c>torch.cuda.max_memory_allocated</c> and its siblings; the CPU's allocator counts alike.
/// </summary>
public static class DeviceMemory
{
    private static readonly HostMemory s_host = new();

    /// <summary>Statistics of a device's allocator.</summary>
    public static DeviceMemoryStatistics Statistics(torch.Device device)
    {
        MemoryStatistics counted = IsCuda(device) ? CudaAllocator.Statistics(Number(device)) : CpuAllocator.Statistics;
        return new DeviceMemoryStatistics
        {
            Allocated = counted.Allocated,
            PeakAllocated = counted.PeakAllocated,
            Reserved = counted.Reserved,
            PeakReserved = counted.PeakReserved,
        };
    }

    /// <summary>Resets the peaks to the memory in use now.</summary>
    public static void ResetPeak(torch.Device device)
    {
        if (IsCuda(device))
            CudaAllocator.ResetPeak(Number(device));
        else
            CpuAllocator.ResetPeak();
    }

    /// <summary>
    /// Frees every tensor that nobody holds any more. Until then it counts as allocated. Meanwhile no other thread may run an operator on
    /// tensors that nothing else keeps alive.
    /// </summary>
    public static void FreeUnreferenced() => FinalizedTensors.Free();

    /// <summary>Frees memory that is kept for reuse.</summary>
    public static void EmptyCache(torch.Device device)
    {
        if (IsCuda(device))
            CudaAllocator.EmptyCache();
        else
            CpuAllocator.EmptyCache();
    }

    /// <summary>
    /// Limits the bytes that CPU tensors may take: simulates a device of that size. Beyond it an allocation fails as CUDA's does,
    /// after the cache was given back.
    /// </summary>
    /// <param name="bytes">Bytes that may be reserved; 0 for no limit.</param>
    public static void SetCpuBudget(long bytes) => CpuAllocator.Budget = bytes;

    /// <summary>Leaves all CPU tensors that are made from here on to the system's allocator, which keeps nothing for reuse and counts nothing.</summary>
    public static void UseSystemAllocator() => CpuAllocator.Bypassed = true;

    /// <summary>Bytes that CPU tensors may take; 0 for no limit but the machine's.</summary>
    public static long CpuBudget => CpuAllocator.Budget;

    /// <summary>Bytes that training may use, and how many of them nobody uses: the CPU's budget if there is one, else the device's memory.</summary>
    public static (long Free, long Total) Capacity(torch.Device device) =>
        IsCuda(device) ? CudaRuntime.Memory(Number(device))
        : CpuBudget > 0 ? (CpuBudget, CpuBudget)
        : s_host.Read();

    /// <summary>True if a failure means that the device had no memory left.</summary>
    public static bool IsOutOfMemory(Exception exception) => DeviceOutOfMemoryException.From(exception) is not null;

    /// <summary>Message of a failure, in one line: for one that means that the device had no memory left, with the bytes that were asked for.</summary>
    public static string Message(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return DeviceOutOfMemoryException.From(exception)?.Message ?? exception.Message.Split('\n')[0];
    }

    /// <summary>Waits until everything queued on the device is done.</summary>
    public static void Synchronize(torch.Device device)
    {
        if (IsCuda(device))
            torch.cuda.synchronize(device);
    }

    private static bool IsCuda(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type == DeviceType.CUDA;
    }

    // A device without a number is the first.
    private static int Number(torch.Device device) => Math.Max(0, device.index);
}
