using LibTorch.Unstable;

namespace Schemes.Memory;

/// <summary>Trace of every block that the CPU's allocator allocates and frees.</summary>
internal sealed class AllocatorTrace : IMemoryTrace
{
    public AllocatorTrace()
    {
        CpuAllocator.Mark(0);
        CpuAllocator.StartRecording();
    }

    public void Mark(int mark) => CpuAllocator.Mark(mark);

    public IReadOnlyList<MemoryChange> End()
    {
        MemoryEvent[] events = CpuAllocator.StopRecording();
        CpuAllocator.Mark(0);
        return Array.ConvertAll(events, e => new MemoryChange(e.Nanoseconds, e.Bytes, e.Allocated, (int)e.Mark, e.Block));
    }
}
