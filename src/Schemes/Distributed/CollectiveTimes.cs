using System.Diagnostics;

namespace Schemes.Distributed;

/// <summary>Times of a group's collectives on CPUs, by kind; see <see cref="ProcessGroup.RecordTimes"/>.</summary>
public sealed class CollectiveTimes
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Operation, bool IsAhead), CollectiveTime> _times = [];

    internal CollectiveTimes()
    {
    }

    /// <summary>Returns the times of all collectives that were waited for since the last call, by name, and begins anew.</summary>
    public IReadOnlyList<CollectiveTime> Take()
    {
        lock (_lock)
        {
            CollectiveTime[] taken = [.. _times.Values];
            _times.Clear();
            return taken;
        }
    }

    internal void Add(string operation, bool isAhead, long bytes, long ran, long waited)
    {
        lock (_lock)
        {
            CollectiveTime known = _times.GetValueOrDefault((operation, isAhead)) ?? new CollectiveTime(operation, isAhead, 0, 0, 0, 0);
            _times[(operation, isAhead)] = known with
            {
                Count = known.Count + 1,
                Bytes = known.Bytes + bytes,
                Seconds = known.Seconds + ((double)ran / Stopwatch.Frequency),
                WaitedSeconds = known.WaitedSeconds + ((double)waited / Stopwatch.Frequency),
            };
        }
    }
}
