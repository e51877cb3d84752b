namespace LibTorch.Unstable;

/// <summary>Statistics of a caching allocator, counted as CUDA's counts them.</summary>
public readonly record struct MemoryStatistics
{
    /// <summary>Bytes in blocks that tensors hold, each rounded up to a multiple of 512.</summary>
    public MemoryStat AllocatedBytes { get; init; }

    /// <summary>Bytes taken from the system or the driver, in use or kept for reuse.</summary>
    public MemoryStat ReservedBytes { get; init; }

    /// <summary>Blocks that tensors hold.</summary>
    public MemoryStat Blocks { get; init; }

    /// <summary>Segments taken from the system or the driver since the start.</summary>
    public long SegmentCount { get; init; }

    /// <summary>Segments that were asked for again, after cached memory had been given back, since the start.</summary>
    public long RetryCount { get; init; }

    /// <summary>Allocations that failed since the start.</summary>
    public long OutOfMemoryCount { get; init; }

    /// <summary>Bytes in blocks that tensors hold now.</summary>
    public long Allocated => AllocatedBytes.Current;

    /// <summary>The most bytes allocated at once since the last reset.</summary>
    public long PeakAllocated => AllocatedBytes.Peak;

    /// <summary>Bytes taken from the system or the driver now.</summary>
    public long Reserved => ReservedBytes.Current;

    /// <summary>The most bytes reserved at once since the last reset.</summary>
    public long PeakReserved => ReservedBytes.Peak;
}
