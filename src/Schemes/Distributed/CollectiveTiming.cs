namespace Schemes.Distributed;

/// <summary>Times of one collective, on their way to <see cref="CollectiveTimes"/>.</summary>
internal sealed class CollectiveTiming(CollectiveTimes times, string operation, long bytes)
{
    private long _ran;
    private bool _added;

    /// <summary>Notes the time that the collective took; before its end is made known.</summary>
    /// <param name="ticks">Time in ticks of the stopwatch.</param>
    public void Ran(long ticks) => _ran = ticks;

    /// <summary>Adds the collective to the times, at the first wait that has ended.</summary>
    /// <param name="ticks">Time of the wait in ticks of the stopwatch.</param>
    /// <param name="isAhead">True if something may have been computed between its start and the wait.</param>
    public void Waited(long ticks, bool isAhead)
    {
        if (_added)
            return;
        _added = true;
        times.Add(operation, isAhead, bytes, _ran, ticks);
    }
}
