using System.Buffers.Binary;
using System.Text;

namespace Events.Dat;

/// <summary>Encodes DAT files, as <see cref="DatReader"/> describes them. A time has 32 bits, 71 minutes.</summary>
internal sealed class DatWriter : EventWriter
{
    private readonly ByteSink _sink;

    public DatWriter(Stream stream, SensorSize size)
        : base(EventFormat.Dat, size, SensorSize.Most, uint.MaxValue, needsOrder: false)
    {
        _sink = new ByteSink(stream);
        _sink.Write(Encoding.ASCII.GetBytes($"% Data file containing CD events\n% Version 2\n% Width {size.Width}\n% Height {size.Height}\n"));
        _sink.Write([DatReader.CdType, DatReader.EventBytes]);
    }

    public override void Complete() => _sink.Flush();

    private protected override void WriteBlock(ReadOnlySpan<CdEvent> events)
    {
        foreach (ref readonly CdEvent each in events)
        {
            ulong word = (ulong)each.Time | (ulong)each.X << 32 | (ulong)each.Y << 46 | (each.IsOn ? 1ul << 60 : 0);
            BinaryPrimitives.WriteUInt64LittleEndian(_sink.Space(DatReader.EventBytes), word);
            _sink.Advance(DatReader.EventBytes);
        }
    }
}
