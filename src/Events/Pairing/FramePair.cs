namespace Events.Pairing;

/// <summary>An RGB frame and an event frame of about the same time.</summary>
/// <param name="Rgb">Index of the RGB frame.</param>
/// <param name="Event">Index of the event frame.</param>
/// <param name="Difference">Stamp of the event frame, the clock's offset added, minus that of the RGB frame, in microseconds.</param>
public readonly record struct FramePair(int Rgb, int Event, long Difference);
