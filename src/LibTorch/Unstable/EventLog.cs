using System.Diagnostics;

namespace LibTorch.Unstable;

/// <summary>Recording of an allocator's events.</summary>
internal sealed class EventLog
{
    private MemoryEvent[] _events = [];
    private int _count;
    private long _start;
    private bool _recording;
    private bool _truncated;

    /// <summary>Number that the caller gives to the events that follow.</summary>
    public long Mark { get; private set; }

    public void Start(long allocated)
    {
        _events = new MemoryEvent[4096];
        _count = 0;
        _truncated = false;
        _start = Stopwatch.GetTimestamp();
        _recording = true;
        Note(0, allocated, 0);
    }

    public MemoryEvent[] Stop()
    {
        _recording = false;
        MemoryEvent[] events = _events[.._count];
        _events = [];
        _count = 0;
        return _truncated
            ? throw new InsufficientMemoryException($"The recording of the CPU's allocator broke off after {events.Length} events: there was no memory for more.")
            : events;
    }

    public void SetMark(long mark, long allocated)
    {
        Mark = mark;
        Note(0, allocated, 0);
    }

    /// <summary>Adds an event while recording; never throws, since a free must not fail.</summary>
    public void Note(long bytes, long allocated, nint block)
    {
        if (!_recording || (_count == _events.Length && !Grow()))
            return;
        long nanoseconds = (long)((Stopwatch.GetTimestamp() - _start) * (1e9 / Stopwatch.Frequency));
        _events[_count++] = new MemoryEvent(nanoseconds, bytes, allocated, Mark, block);
    }

    private bool Grow()
    {
        try
        {
            Array.Resize(ref _events, _events.Length * 2);
            return true;
        }
        catch (OutOfMemoryException)
        {
            _recording = false;
            _truncated = true;
            return false;
        }
    }
}
