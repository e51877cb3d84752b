using System.Runtime.InteropServices;
using LibTorch.Loading;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>libtorch's caching allocator of CUDA tensors.</summary>
/// <remarks>
/// Its statistics are those of <c>torch.cuda.memory_stats</c>, summed over both pools. They are read from C++ structures,
/// whose layout belongs to a version: before the first use a tensor of known size proves that they are read right.
/// </remarks>
/// <exception cref="EngineException">This libtorch has no CUDA, or its statistics are not where those of version 2.10 are; every member may throw it.</exception>
/// <exception cref="ArgumentOutOfRangeException">There is no device of that number.</exception>
public static unsafe class CudaAllocator
{
    // c10::DeviceAllocator's virtual table: c10::Allocator's six functions, initialized, emptyCache, recordStream, getDeviceStats, resetAccumulatedStats, resetPeakStats.
    private const int EmptyCacheSlot = 7;
    private const int StatisticsSlot = 9;
    private const int ResetPeakSlot = 11;

    // More than c10::CachingDeviceAllocator::DeviceStats has in version 2.10 (976), for versions that add to it.
    private const int StatisticsBytes = 4096;

    private static readonly Lock s_lock = new();
    private static nint s_allocator;

    /// <summary>Statistics of a device.</summary>
    public static MemoryStatistics Statistics(int device)
    {
        Prove(device);
        return Read(device);
    }

    /// <summary>Resets the peaks of a device to the present amounts.</summary>
    public static void ResetPeak(int device)
    {
        Prove(device);
        ((delegate* unmanaged<nint, sbyte, void>)Slot(ResetPeakSlot))(s_allocator, (sbyte)device);
    }

    /// <summary>Returns the cached memory of all devices to the driver.</summary>
    public static void EmptyCache()
    {
        Prove(0);

        // The identifier of a memory pool, two numbers; 0 and 0 is the one that all tensors come from.
        ((delegate* unmanaged<nint, ulong, ulong, void>)Slot(EmptyCacheSlot))(s_allocator, 0, 0);
    }

    /// <summary>Reads <c>DeviceStats</c>: arrays of three <c>Stat</c>, of which the first is the sum over the pools, then counts.</summary>
    internal static MemoryStatistics Parse(ReadOnlySpan<byte> bytes)
    {
        const int Arrays = 9;
        const int Pools = 3;
        ReadOnlySpan<MemoryStat> stats = MemoryMarshal.Cast<byte, MemoryStat>(bytes)[..(Arrays * Pools)];
        ReadOnlySpan<long> counts = MemoryMarshal.Cast<byte, long>(bytes[(Arrays * Pools * sizeof(MemoryStat))..]);
        return new MemoryStatistics
        {
            Blocks = stats[0 * Pools],
            SegmentCount = stats[1 * Pools].Allocated,
            AllocatedBytes = stats[4 * Pools],
            ReservedBytes = stats[5 * Pools],
            RetryCount = counts[0],
            OutOfMemoryCount = counts[1],
        };
    }

    /// <summary>Describes how the statistics disagree with a tensor of known size; null if they agree.</summary>
    internal static string? Contradiction(MemoryStatistics before, MemoryStatistics during, MemoryStatistics after, long bytes)
    {
        (string Name, long Found, long Expected)[] expectations =
        [
            ("allocated bytes", during.Allocated - before.Allocated, bytes),
            ("allocated bytes after it was freed", after.Allocated - before.Allocated, 0),
            ("sum of allocated bytes", during.AllocatedBytes.Allocated - before.AllocatedBytes.Allocated, bytes),
            ("sum of freed bytes", after.AllocatedBytes.Freed - during.AllocatedBytes.Freed, bytes),
            ("blocks", during.Blocks.Current - before.Blocks.Current, 1),
            ("peak of allocated bytes", during.PeakAllocated, Math.Max(before.PeakAllocated, during.Allocated)),
            ("reserved bytes", during.Reserved, during.ReservedBytes.Allocated - during.ReservedBytes.Freed),
            ("peak of reserved bytes", during.PeakReserved, Math.Max(before.PeakReserved, during.Reserved)),
            ("reserved bytes short of the allocated", Math.Max(0, during.Allocated - during.Reserved), 0),
            ("failed allocations", during.OutOfMemoryCount, before.OutOfMemoryCount),
        ];
        return expectations.Where(e => e.Found != e.Expected).Select(e => $"{e.Name}: {e.Found} instead of {e.Expected}").FirstOrDefault();
    }

    private static MemoryStatistics Read(int device)
    {
        byte* buffer = stackalloc byte[StatisticsBytes];
        ((delegate* unmanaged<byte*, nint, sbyte, byte*>)Slot(StatisticsSlot))(buffer, s_allocator, (sbyte)device);
        return Parse(new ReadOnlySpan<byte>(buffer, StatisticsBytes));
    }

    private static nint Slot(int slot) => (*(nint**)s_allocator)[slot];

    private static void Prove(int device)
    {
        Engine.Start();
        if (!torch.cuda.is_available())
            throw new EngineException($"libtorch {Engine.FoundVersion()} in {Engine.Folder} finds no CUDA device.");
        ArgumentOutOfRangeException.ThrowIfNegative(device);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(device, torch.cuda.device_count());
        lock (s_lock)
        {
            if (s_allocator != 0)
                return;
            torch.Device tried = new(DeviceType.CUDA, device);
            torch.zeros(1, device: tried).Dispose();
            sbyte type = (sbyte)DeviceType.CUDA;

            // Exported by the versions whose allocators have this table.
            _ = Engine.Symbol("c10", "_ZTVN3c1015DeviceAllocatorE");
            s_allocator = ((delegate* unmanaged<sbyte*, nint>)Engine.Symbol("c10", "_ZN3c1012GetAllocatorERKNS_10DeviceTypeE"))(&type);
            const long Bytes = 5_000_000;
            const long Counted = 5_000_192;
            MemoryStatistics before = Read(device);
            MemoryStatistics during;
            using (torch.empty(Bytes, torch.uint8, tried).DetachFromDisposeScope())
                during = Read(device);
            if (Contradiction(before, during, Read(device), Counted) is not { } found)
                return;
            s_allocator = 0;
            throw new EngineException($"libtorch {Engine.FoundVersion()} in {Engine.Folder} does not keep its CUDA statistics as version 2.10 does: after a tensor of {Bytes} bytes, {found}.");
        }
    }
}
