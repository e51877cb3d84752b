namespace Events.Frames;

/// <summary>A frame that events of a window of time are accumulated into.</summary>
public interface IEventFrame
{
    /// <summary>Size of the sensor, and of the frame.</summary>
    SensorSize Size { get; }

    /// <summary>Empties the frame for a window.</summary>
    /// <param name="start">First microsecond of the window.</param>
    /// <param name="end">First microsecond behind it.</param>
    void Begin(long start, long end);

    /// <summary>Accumulates events.</summary>
    /// <param name="events">Events of the window, inside of <see cref="Size"/>.</param>
    /// <exception cref="ArgumentException">An event lies outside of the sensor.</exception>
    void Add(ReadOnlySpan<CdEvent> events);
}
