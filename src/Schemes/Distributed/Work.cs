using System.Diagnostics;

namespace Schemes.Distributed;

/// <summary>Handle of a collective that has been started. Its tensors must not be read or written before <see cref="Wait()"/> has returned.</summary>
public sealed class Work
{
    private readonly Func<TimeSpan?, bool> _wait;
    private readonly Func<TimeSpan?, CollectiveException> _abandon;

    /// <param name="wait">Returns false after the time, or throws the collective's failure. Without a time, the group's.</param>
    /// <param name="abandon">Aborts the group's collectives and returns the error to throw.</param>
    internal Work(Func<TimeSpan?, bool> wait, Func<TimeSpan?, CollectiveException> abandon)
    {
        _wait = wait;
        _abandon = abandon;
    }

    /// <summary>Receives the time of the first wait; null if nobody asked for times.</summary>
    internal CollectiveTiming? Timing { private get; init; }

    internal static Work Completed { get; } = new(_ => true, _ => throw new InvalidOperationException());

    /// <summary>Waits for the collective, as long as the group's time-out allows.</summary>
    /// <exception cref="CollectiveException">The collective failed, or did not end in time.</exception>
    public void Wait() => Wait(null, isAhead: true);

    /// <summary>Waits for the collective.</summary>
    /// <param name="timeout">Time after which the group is aborted; longer than zero.</param>
    /// <exception cref="CollectiveException">The collective failed, or did not end in time.</exception>
    public void Wait(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        Wait(timeout, isAhead: true);
    }

    /// <summary>Waits for a collective that was started for this.</summary>
    internal void WaitAtOnce() => Wait(null, isAhead: false);

    private void Wait(TimeSpan? timeout, bool isAhead)
    {
        long began = Timing is null ? 0 : Stopwatch.GetTimestamp();
        if (!_wait(timeout))
            throw _abandon(timeout);
        Timing?.Waited(Stopwatch.GetTimestamp() - began, isAhead);
    }
}
