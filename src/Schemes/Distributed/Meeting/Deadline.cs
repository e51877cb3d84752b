using System.Diagnostics;

namespace Schemes.Distributed.Meeting;

/// <summary>Point in time at which waiting ends.</summary>
internal sealed class Deadline(TimeSpan timeout)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Timeout => timeout;

    public bool IsOver => Remaining == TimeSpan.Zero;

    /// <summary>Time left; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Milliseconds left, for sockets and locks: at least one, at most a day.</summary>
    public int Milliseconds => (int)Math.Clamp(Remaining.TotalMilliseconds, 1, TimeSpan.FromDays(1).TotalMilliseconds);
}
