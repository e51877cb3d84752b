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

    /// <summary>Bytes that may be reserved; 0 if there is no limit but the device's.</summary>
    public required long Budget { get; init; }

    /// <summary>Bytes that nobody uses on the device.</summary>
    public required long DeviceFree { get; init; }

    /// <summary>Bytes of the device.</summary>
    public required long DeviceTotal { get; init; }
}
