using System.Buffers.Binary;

namespace Events.Raw;

/// <summary>
/// Encodes EVT 3.0, as <see cref="Evt3Reader"/> describes it. Events that follow each other with the same time, row and
/// polarity and rising columns become vectors where these are shorter; so the order is kept.
/// </summary>
internal sealed class Evt3Writer(Stream stream, SensorSize size) : RawWriter(stream, EventFormat.Evt3, size, bits: 12, shift: 12)
{
    private int _low = -1;
    private int _y = -1;
    private int _baseX = -1;
    private bool _baseIsOn;

    private protected override void WriteBlock(ReadOnlySpan<CdEvent> events)
    {
        for (int i = 0; i < events.Length;)
        {
            CdEvent first = events[i];
            int low = (int)first.Time & 0xFFF;
            // The reader takes 0 for the low bits when the high ones change.
            bool isLater = SetTime(first.Time) || low != _low;
            if (isLater)
                Put(0x6, low);
            if (first.Y != _y)
                Put(0x0, first.Y);
            if (isLater || first.Y != _y)
                _baseX = -1;
            (_low, _y) = (low, first.Y);
            i += WriteRow(Row(events[i..]));
        }
    }

    protected override void WriteHigh(uint high) => Put(RawLimits.TimeHigh, (int)high);

    /// <summary>The events from the first on that a chain of vectors can hold.</summary>
    private static ReadOnlySpan<CdEvent> Row(ReadOnlySpan<CdEvent> events)
    {
        CdEvent first = events[0];
        int length = 1;
        while (length < events.Length && events[length].Time == first.Time && events[length].Y == first.Y && events[length].IsOn == first.IsOn && events[length].X > events[length - 1].X)
            length++;
        return events[..length];
    }

    /// <summary>Writes one event, or a vector of several.</summary>
    /// <returns>Events that were written.</returns>
    private int WriteRow(ReadOnlySpan<CdEvent> row)
    {
        CdEvent first = row[0];
        bool goesOn = _baseX >= 0 && _baseIsOn == first.IsOn && first.X >= _baseX && first.X < _baseX + 12;
        int start = goesOn ? _baseX : first.X;
        int count = 0, valid = 0;
        while (count < row.Length && row[count].X < start + 12)
            valid |= 1 << (row[count++].X - start);
        if (count < (goesOn ? 2 : 3))
        {
            Put(0x2, (first.IsOn ? 0x800 : 0) | first.X);
            _baseX = -1;
            return 1;
        }

        if (!goesOn)
            Put(0x3, (first.IsOn ? 0x800 : 0) | first.X);
        int columns = valid < 1 << 8 ? 8 : 12;
        Put(columns == 8 ? 0x5 : 0x4, valid);
        (_baseX, _baseIsOn) = (start + columns, first.IsOn);
        return count;
    }

    private void Put(int type, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Sink.Space(sizeof(ushort)), (ushort)(type << 12 | value));
        Sink.Advance(sizeof(ushort));
    }
}
