namespace Events;

/// <summary>Figures of a stream of events.</summary>
public sealed record EventStatistics
{
    /// <summary>Format of the file.</summary>
    public required EventFormat Format { get; init; }

    /// <summary>Size of the sensor; null if it is not known.</summary>
    public required SensorSize? Size { get; init; }

    /// <summary>Events in all.</summary>
    public required long Count { get; init; }

    /// <summary>Events of pixels that became brighter.</summary>
    public required long On { get; init; }

    /// <summary>Earliest time in microseconds; 0 without events.</summary>
    public required long First { get; init; }

    /// <summary>Latest time in microseconds; 0 without events.</summary>
    public required long Last { get; init; }

    /// <summary>Events whose time is before that of the event ahead of them.</summary>
    public required long OutOfOrder { get; init; }

    /// <summary>Events that could not be given; see <see cref="EventReader.Skipped"/>.</summary>
    public required long Skipped { get; init; }

    /// <summary>The smallest sensor that holds all coordinates; 0x0 without events.</summary>
    public required SensorSize Extent { get; init; }

    /// <summary>Time from the first to the last event in seconds.</summary>
    public double Seconds => (Last - First) / 1e6;

    /// <summary>Mean events a second; 0 if the stream has no duration.</summary>
    public double Rate => Last > First ? Count / Seconds : 0;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public static EventStatistics Of(EventReader reader, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        CdEvent[] block = new CdEvent[1 << 13];
        long all = 0, on = 0, first = long.MaxValue, last = 0, before = 0, outOfOrder = 0;
        int right = -1, bottom = -1, count;
        while ((count = reader.Read(block)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (ref readonly CdEvent each in block.AsSpan(0, count))
            {
                on += each.IsOn ? 1 : 0;
                outOfOrder += each.Time < before ? 1 : 0;
                before = each.Time;
                (first, last) = (Math.Min(first, before), Math.Max(last, before));
                (right, bottom) = (Math.Max(right, each.X), Math.Max(bottom, each.Y));
            }

            all += count;
        }

        return new EventStatistics
        {
            Format = reader.Format,
            Size = reader.Size,
            Count = all,
            On = on,
            First = all == 0 ? 0 : first,
            Last = last,
            OutOfOrder = outOfOrder,
            Skipped = reader.Skipped,
            Extent = new SensorSize(right + 1, bottom + 1),
        };
    }
}
