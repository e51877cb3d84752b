using System.Buffers.Text;
using System.Text;

namespace Events.Csv;

/// <summary>Writes text as <see cref="CsvReader"/> describes it, the columns in the order of Prophesee's files.</summary>
internal sealed class CsvWriter : EventWriter
{
    private const int LongestLine = 64;

    private readonly ByteSink _sink;

    public CsvWriter(Stream stream, SensorSize size)
        : base(EventFormat.Csv, size, SensorSize.Most, CdEvent.MostTime, needsOrder: false)
    {
        _sink = new ByteSink(stream);
        _sink.Write(Encoding.ASCII.GetBytes($"%geometry:{size.Width},{size.Height}\nx,y,p,t\n"));
    }

    public override void Complete() => _sink.Flush();

    private protected override void WriteBlock(ReadOnlySpan<CdEvent> events)
    {
        foreach (ref readonly CdEvent each in events)
        {
            Span<byte> line = _sink.Space(LongestLine);
            int used = 0;
            Put(line, each.X, (byte)',', ref used);
            Put(line, each.Y, (byte)',', ref used);
            Put(line, each.IsOn ? 1 : 0, (byte)',', ref used);
            Put(line, each.Time, (byte)'\n', ref used);
            _sink.Advance(used);
        }
    }

    private static void Put(Span<byte> line, long value, byte end, ref int used)
    {
        Utf8Formatter.TryFormat(value, line[used..], out int digits);
        used += digits;
        line[used++] = end;
    }
}
