using System.Globalization;

namespace Events;

/// <summary>Writes events in one of the formats. Files are made by <see cref="EventFile"/>.</summary>
public abstract class EventWriter : IDisposable
{
    private readonly long _mostTime;
    private readonly bool _needsOrder;
    private long _last;

    private protected EventWriter(EventFormat format, SensorSize size, int mostSide, long mostTime, bool needsOrder)
    {
        if (!size.IsValid || size.Width > mostSide || size.Height > mostSide)
            throw new InvalidInputException($"A sensor of {size} cannot be written as {format}; each side is 1 to {mostSide}.");
        (Format, Size, _mostTime, _needsOrder) = (format, size, mostTime, needsOrder);
    }

    /// <summary>Format of the file.</summary>
    public EventFormat Format { get; }

    /// <summary>Size of the sensor.</summary>
    public SensorSize Size { get; }

    /// <summary>Events written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Writes events.</summary>
    /// <param name="events">The events. In a RAW file, time must not go back.</param>
    /// <exception cref="InvalidInputException">An event does not fit the sensor or the format; it is named by its number, and nothing of this call is written.</exception>
    public void Write(ReadOnlySpan<CdEvent> events)
    {
        long last = _last;
        for (int i = 0; i < events.Length; i++)
        {
            ref readonly CdEvent each = ref events[i];
            if (each.X >= Size.Width || each.Y >= Size.Height || each.Time < 0 || each.Time > _mostTime || (_needsOrder && each.Time < last))
                throw Refused(each, Count + i, last);
            last = each.Time;
        }

        WriteBlock(events);
        _last = last;
        Count += events.Length;
    }

    /// <summary>Writes all that is still held back. Nothing may be written afterwards.</summary>
    public abstract void Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes events that were checked.</summary>
    private protected abstract void WriteBlock(ReadOnlySpan<CdEvent> events);

    /// <summary>Releases temporary files; the stream is the caller's.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    private InvalidInputException Refused(CdEvent each, long number, long last)
    {
        string problem = each switch
        {
            _ when each.X >= Size.Width => $"x is {each.X}; allowed is 0 to {Size.Width - 1}",
            _ when each.Y >= Size.Height => $"y is {each.Y}; allowed is 0 to {Size.Height - 1}",
            _ when each.Time < 0 || each.Time > _mostTime => $"its time is {each.Time} microseconds; allowed in this format is 0 to {_mostTime}",
            _ => $"its time is {each.Time} microseconds, before the {last} of the event before it; the clock of this format only runs forward",
        };
        return new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"Event {number} cannot be written as {Format}: {problem}."));
    }
}
