using Interop;
using TorchSharp;

namespace Schemes.Memory;

/// <summary>
/// The memory of a device as its caching allocator counts it: exact bytes, in steps of 512. On CUDA the numbers are
/// those of <c>torch.cuda.max_memory_allocated</c> and its siblings; on the CPU the bridge's allocator counts alike.
/// </summary>
public static class DeviceMemory
{
    /// <summary>Statistics of a device's allocator.</summary>
    public static MemoryStatistics Statistics(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return MemoryAllocator.Statistics((int)device.type, device.index);
    }

    /// <summary>Lets the peaks begin anew from what is in use now.</summary>
    public static void ResetPeak(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        MemoryAllocator.ResetPeak((int)device.type, device.index);
    }

    /// <summary>Gives what is kept for reuse back.</summary>
    public static void EmptyCache(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        MemoryAllocator.EmptyCache((int)device.type, device.index);
    }

    /// <summary>
    /// Bounds the bytes that CPU tensors may take, so that running out of memory can be had without a GPU. Beyond it an
    /// allocation fails as CUDA's does, after the cache was given back.
    /// </summary>
    /// <param name="bytes">Bytes that may be reserved; 0 lifts the bound.</param>
    public static void SetCpuBudget(long bytes) => MemoryAllocator.SetCpuBudget(bytes);

    /// <summary>Bytes that training may use: the budget on the CPU where there is one, else the device's memory.</summary>
    public static long Capacity(torch.Device device)
    {
        MemoryStatistics statistics = Statistics(device);
        return statistics.Budget > 0 ? statistics.Budget : statistics.DeviceTotal;
    }

    /// <summary>Whether a failure means that the device had no memory left.</summary>
    public static bool IsOutOfMemory(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception is OutOfMemoryException
            || (exception is System.Runtime.InteropServices.ExternalException
                && exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
            || (exception.InnerException is { } inner && IsOutOfMemory(inner));
    }

    /// <summary>Waits until everything queued on the device is done.</summary>
    public static void Synchronize(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Devices.Synchronize((int)device.type, device.index);
    }

    /// <summary>What the device is called by its maker.</summary>
    public static string Name(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Devices.Name((int)device.type, Math.Max(0, device.index));
    }
}
