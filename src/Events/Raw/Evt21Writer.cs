using System.Buffers.Binary;

namespace Events.Raw;

/// <summary>
/// Encodes EVT 2.1, as <see cref="Evt21Reader"/> describes it. Events that follow each other with the same time, row and
/// polarity and rising columns of one block of 32 get one word; so the order is kept.
/// </summary>
internal sealed class Evt21Writer(Stream stream, SensorSize size) : RawWriter(stream, EventFormat.Evt21, size, bits: 28, shift: 6)
{
    private protected override void WriteBlock(ReadOnlySpan<CdEvent> events)
    {
        for (int i = 0; i < events.Length;)
        {
            CdEvent first = events[i];
            SetTime(first.Time);
            int block = first.X & ~31;
            uint valid = 0;
            int next = -1;
            while (i < events.Length && events[i].Time == first.Time && events[i].Y == first.Y && events[i].IsOn == first.IsOn && events[i].X > next && events[i].X < block + 32)
            {
                next = events[i].X;
                valid |= 1u << (next - block);
                i++;
            }

            Put((first.IsOn ? 1ul << 60 : 0) | ((ulong)first.Time & 0x3F) << 54 | (ulong)block << 43 | (ulong)first.Y << 32 | valid);
        }
    }

    protected override void WriteHigh(uint high) => Put((ulong)RawLimits.TimeHigh << 60 | (ulong)high << 32);

    private void Put(ulong word)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Sink.Space(sizeof(ulong)), word);
        Sink.Advance(sizeof(ulong));
    }
}
