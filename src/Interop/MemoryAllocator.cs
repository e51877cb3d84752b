namespace Interop;

/// <summary>The caching allocators: libtorch's own on CUDA, the bridge's on the CPU.</summary>
/// <remarks>Devices are named by libtorch's numbers: type 0 CPU, 1 CUDA; the index is ignored on the CPU.</remarks>
public static unsafe class MemoryAllocator
{
    /// <summary>Statistics of a device's allocator.</summary>
    public static MemoryStatistics Statistics(int deviceType, int deviceIndex)
    {
        Check.Status(Native.bridge_memory_get(deviceType, deviceIndex, out MemoryStatistics statistics));
        return statistics;
    }

    /// <summary>Lets both peaks begin anew from what is in use now.</summary>
    public static void ResetPeak(int deviceType, int deviceIndex) =>
        Check.Status(Native.bridge_memory_reset_peak(deviceType, deviceIndex));

    /// <summary>Gives what is kept for reuse back to the system or the driver.</summary>
    public static void EmptyCache(int deviceType, int deviceIndex) =>
        Check.Status(Native.bridge_memory_empty_cache(deviceType, deviceIndex));

    /// <summary>Bounds the bytes the CPU's allocator may reserve; 0 lifts the bound.</summary>
    public static void SetCpuBudget(long bytes) => Check.Status(Native.bridge_memory_set_budget(bytes));

    /// <summary>Begins or ends a recording of the CPU's allocator; beginning forgets the last one.</summary>
    public static void Record(bool on) => Check.Status(Native.bridge_memory_record(on ? 1 : 0));

    /// <summary>Marks the events that follow with a number of the caller's; while recording, the mark is an event itself.</summary>
    public static void Mark(long mark) => Check.Status(Native.bridge_memory_mark(mark));

    /// <summary>The events of the last recording.</summary>
    public static MemoryEvent[] Events()
    {
        Check.Status(Native.bridge_memory_events(null, 0, out long count));
        MemoryEvent[] events = new MemoryEvent[count];
        fixed (MemoryEvent* first = events)
            Check.Status(Native.bridge_memory_events(first, count, out _));
        return events;
    }
}
