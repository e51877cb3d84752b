namespace Events;

/// <summary>
/// Reads a file of events block by block, in the order of the file; memory does not depend on the file's length. Files are
/// opened by <see cref="EventFile"/>.
/// </summary>
public abstract class EventReader : IDisposable
{
    /// <summary>The smallest block: a word of EVT 2.1 holds 32 events.</summary>
    public const int LeastBlock = 32;

    private protected EventReader(string name, EventFormat format, SensorSize? size) => (Name, Format, Size) = (name, format, size);

    /// <summary>Name of the file, for errors.</summary>
    public string Name { get; }

    /// <summary>Format of the file.</summary>
    public EventFormat Format { get; }

    /// <summary>Size of the sensor, and so the bound of all coordinates; null if neither the file nor the options name it.</summary>
    public SensorSize? Size { get; }

    /// <summary>Events left out so far, because a RAW file begins in the middle of a recording: the words with their time or row are missing.</summary>
    public long Skipped { get; private protected set; }

    /// <summary>Reads the next events.</summary>
    /// <param name="events">Place for at least <see cref="LeastBlock"/> events.</param>
    /// <returns>Events that were read; 0 at the end of the file.</returns>
    /// <exception cref="InvalidInputException">The file is damaged; the message names file, place, value and what is allowed.</exception>
    public int Read(Span<CdEvent> events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events.Length, LeastBlock);
        return ReadBlock(events);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Read"/>
    private protected abstract int ReadBlock(Span<CdEvent> events);

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}
