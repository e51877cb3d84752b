namespace Schemes.Memory;

/// <summary>Bytes of a device as its caching allocator counts them.</summary>
public readonly record struct DeviceMemoryStatistics
{
    /// <summary>Bytes that tensors hold now.</summary>
    public required long Allocated { get; init; }

    /// <summary>The most bytes that tensors held at once since the last reset.</summary>
    public required long PeakAllocated { get; init; }

    /// <summary>Bytes taken from the system or the driver now.</summary>
    public required long Reserved { get; init; }

    /// <summary>The most bytes reserved at once since the last reset.</summary>
    public required long PeakReserved { get; init; }
}
