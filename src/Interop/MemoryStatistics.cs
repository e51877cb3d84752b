using System.Runtime.InteropServices;

namespace Interop;

/// <summary>An allocator's statistics, in bytes, counted as CUDA's caching allocator counts.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct MemoryStatistics
{
    private readonly long _allocated;
    private readonly long _peakAllocated;
    private readonly long _reserved;
    private readonly long _peakReserved;
    private readonly long _allocations;
    private readonly long _segments;
    private readonly long _activeBlocks;
    private readonly long _outOfMemory;
    private readonly long _budget;
    private readonly long _deviceFree;
    private readonly long _deviceTotal;

    /// <summary>Bytes in blocks that tensors hold (rounded up to 512 each).</summary>
    public long Allocated => _allocated;

    /// <summary>The most bytes allocated at once since the last reset.</summary>
    public long PeakAllocated => _peakAllocated;

    /// <summary>Bytes taken from the system or the driver, in use or kept for reuse.</summary>
    public long Reserved => _reserved;

    /// <summary>The most bytes reserved at once since the last reset.</summary>
    public long PeakReserved => _peakReserved;

    /// <summary>Blocks handed out since the start.</summary>
    public long Allocations => _allocations;

    /// <summary>Requests to the system or the driver since the start.</summary>
    public long Segments => _segments;

    /// <summary>Blocks in use.</summary>
    public long ActiveBlocks => _activeBlocks;

    /// <summary>Allocations that were refused since the start.</summary>
    public long OutOfMemoryCount => _outOfMemory;

    /// <summary>The most bytes that may be reserved (CPU only); 0 without a limit.</summary>
    public long Budget => _budget;

    /// <summary>Free bytes of the device as a whole.</summary>
    public long DeviceFree => _deviceFree;

    /// <summary>Bytes of the device as a whole.</summary>
    public long DeviceTotal => _deviceTotal;
}
