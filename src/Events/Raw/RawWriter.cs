using System.Text;

namespace Events.Raw;

/// <summary>Writes the header of a RAW file, and the words of the time's high bits.</summary>
internal abstract class RawWriter : EventWriter
{
    private readonly int _bits;
    private readonly int _shift;
    private long _high = -1;

    protected RawWriter(Stream stream, EventFormat format, SensorSize size, int bits, int shift)
        : base(format, size, RawLimits.MostSide, RawLimits.MostTime, needsOrder: true)
    {
        (_bits, _shift) = (bits, shift);
        Sink = new ByteSink(stream);
        (string version, string name) = format switch
        {
            EventFormat.Evt2 => ("2.0", "EVT2"),
            EventFormat.Evt21 => ("2.1", "EVT21"),
            _ => ("3.0", "EVT3"),
        };
        string order = format == EventFormat.Evt21 ? ";endianness=little" : "";
        Sink.Write(Encoding.ASCII.GetBytes($"% evt {version}\n% format {name};height={size.Height};width={size.Width}{order}\n% geometry {size}\n% end\n"));
    }

    protected ByteSink Sink { get; }

    public sealed override void Complete() => Sink.Flush();

    /// <summary>Writes the high bits of a time if they are others than before; at the end of each round of the clock its last value and 0.</summary>
    /// <returns>True if the high bits changed.</returns>
    protected bool SetTime(long time)
    {
        long high = time >> _shift;
        if (high == _high)
            return false;
        uint last = (1u << _bits) - 1;
        for (long round = Math.Max(_high, 0) >> _bits; round < high >> _bits; round++)
        {
            WriteHigh(last);
            WriteHigh(0);
        }

        WriteHigh((uint)high & last);
        _high = high;
        return true;
    }

    /// <summary>Writes a word with high bits of the time.</summary>
    protected abstract void WriteHigh(uint high);
}
