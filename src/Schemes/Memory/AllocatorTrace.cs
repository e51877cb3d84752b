using Interop;

namespace Schemes.Memory;

/// <summary>Every block that the CPU's allocator hands out and takes back.</summary>
internal sealed class AllocatorTrace : IMemoryTrace
{
    public AllocatorTrace()
    {
        MemoryAllocator.Mark(0);
        MemoryAllocator.Record(true);
    }

    public void Mark(int mark) => MemoryAllocator.Mark(mark);

    public IReadOnlyList<MemoryChange> End()
    {
        MemoryAllocator.Record(false);
        MemoryAllocator.Mark(0);
        MemoryEvent[] events = MemoryAllocator.Events();
        return Array.ConvertAll(events, e => new MemoryChange(e.Nanoseconds, e.Bytes, e.Allocated, (int)e.Mark, e.Block));
    }
}
