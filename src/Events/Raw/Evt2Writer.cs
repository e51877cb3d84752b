using System.Buffers.Binary;

namespace Events.Raw;

/// <summary>Encodes EVT 2.0, as <see cref="Evt2Reader"/> describes it.</summary>
internal sealed class Evt2Writer(Stream stream, SensorSize size) : RawWriter(stream, EventFormat.Evt2, size, bits: 28, shift: 6)
{
    private protected override void WriteBlock(ReadOnlySpan<CdEvent> events)
    {
        foreach (ref readonly CdEvent each in events)
        {
            SetTime(each.Time);
            Put((each.IsOn ? 1u << 28 : 0) | ((uint)each.Time & 0x3F) << 22 | (uint)each.X << 11 | each.Y);
        }
    }

    protected override void WriteHigh(uint high) => Put((uint)RawLimits.TimeHigh << 28 | high);

    private void Put(uint word)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Sink.Space(sizeof(uint)), word);
        Sink.Advance(sizeof(uint));
    }
}
