using System.Runtime.InteropServices;

namespace Interop;

/// <summary>One allocation, or its end, in a recording of the CPU's allocator.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct MemoryEvent
{
    private readonly long _nanoseconds;
    private readonly long _bytes;
    private readonly long _allocated;
    private readonly long _mark;

    /// <summary>Time since the recording began, in nanoseconds.</summary>
    public long Nanoseconds => _nanoseconds;

    /// <summary>Size of the block; negative where it was freed.</summary>
    public long Bytes => _bytes;

    /// <summary>Bytes allocated after the event.</summary>
    public long Allocated => _allocated;

    /// <summary>The mark that was in force.</summary>
    public long Mark => _mark;
}
