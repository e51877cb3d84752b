namespace Events.Frames;

/// <summary>A window of time, and what was in it.</summary>
/// <param name="Start">Its first microsecond.</param>
/// <param name="End">The first microsecond behind it.</param>
/// <param name="Events">Events in it.</param>
public readonly record struct EventWindow(long Start, long End, long Events);
