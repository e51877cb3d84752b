using System.Diagnostics;
using TorchSharp;

namespace Schemes.Memory;

/// <summary>
/// The allocator's statistics, read at every mark: for devices whose allocator does not report single blocks. The peak
/// is reset at every mark, so that the highest point between two marks is known exactly too. Its time is
/// unknown, so it is shown at the end.
/// </summary>
internal sealed class StatisticsTrace : IMemoryTrace
{
    private readonly torch.Device _device;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<MemoryChange> _changes = [];
    private long _allocated;
    private int _mark;

    public StatisticsTrace(torch.Device device)
    {
        _device = device;
        DeviceMemory.ResetPeak(device);
        _allocated = DeviceMemory.Statistics(device).Allocated;
        Add(_allocated);
    }

    public void Mark(int mark)
    {
        Read();
        _mark = mark;
        Add(_allocated);
    }

    public IReadOnlyList<MemoryChange> End()
    {
        Read();
        return _changes;
    }

    private void Read()
    {
        DeviceMemoryStatistics statistics = DeviceMemory.Statistics(_device);
        DeviceMemory.ResetPeak(_device);
        Add(statistics.PeakAllocated);
        Add(statistics.Allocated);
    }

    private void Add(long allocated)
    {
        long nanoseconds = (long)(Stopwatch.GetElapsedTime(_start).TotalSeconds * 1e9);
        _changes.Add(new MemoryChange(nanoseconds, allocated - _allocated, allocated, _mark, Block: 0));
        _allocated = allocated;
    }
}
