using System.Runtime.InteropServices;

namespace Interop;

/// <summary>One allocation, its end, or a mark in a recording of the CPU's allocator.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct MemoryEvent
{
    private readonly long _nanoseconds;
    private readonly long _bytes;
    private readonly long _allocated;
    private readonly long _mark;
    private readonly long _block;

    /// <summary>Time since the recording began, in nanoseconds.</summary>
    public long Nanoseconds => _nanoseconds;

    /// <summary>Size of the block; negative where it was freed, 0 for the beginning and for a new mark.</summary>
    public long Bytes => _bytes;

    /// <summary>Bytes allocated after the event.</summary>
    public long Allocated => _allocated;

    /// <summary>The mark that was in force.</summary>
    public long Mark => _mark;

    /// <summary>The block's address, the same for an allocation and its end; 0 for the beginning and for a new mark.</summary>
    public long Block => _block;
}
