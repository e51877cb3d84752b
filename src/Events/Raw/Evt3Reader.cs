using System.Buffers.Binary;
using System.Numerics;

namespace Events.Raw;

/// <summary>Decodes EVT 3.0.</summary>
/// <remarks>
/// docs.prophesee.ai, EVT 3.0 Format. Bits 15..12 of a word are its type; the others change a part of the state, and the
/// words EVT_ADDR_X, VECT_12 and VECT_8 make events of it.
/// </remarks>
internal sealed class Evt3Reader(ByteBlocks blocks, SensorSize? size) : WordReader(blocks, EventFormat.Evt3, size, sizeof(ushort), RawLimits.MostSide)
{
    private const int Vector = 12;

    private readonly HighTime _high = new(bits: 12, shift: 12);
    private long _time;
    private int _y = -1;
    private int _baseX = -1;
    private bool _isOn;

    protected override int Decode(ReadOnlySpan<byte> words, Span<CdEvent> events, out int used)
    {
        int count = 0, at = 0;
        int width = Width, y = _y;
        long time = _time;
        for (; at < words.Length && count + Vector <= events.Length; at += sizeof(ushort))
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(words[at..]);
            switch (word >> 12)
            {
                case 0x0:
                    y = word & 0x7FF;
                    if (y >= Height)
                        throw Outside(at, 0, y);
                    break;
                case 0x2:
                    int x = word & 0x7FF;
                    if (x >= width)
                        throw Outside(at, x, 0);
                    if (y >= 0 && _high.IsKnown)
                        events[count++] = new CdEvent(time, (ushort)x, (ushort)y, (word & 0x800) != 0);
                    else
                        Skipped++;
                    break;
                case 0x3:
                    (_baseX, _isOn) = (word & 0x7FF, (word & 0x800) != 0);
                    break;
                case 0x4:
                    count += Expand((uint)word & 0xFFF, at, time, y, events[count..]);
                    Move(12);
                    break;
                case 0x5:
                    count += Expand((uint)word & 0xFF, at, time, y, events[count..]);
                    Move(8);
                    break;
                case 0x6:
                    time = (time & ~0xFFFL) | (uint)(word & 0xFFF);
                    break;
                case RawLimits.TimeHigh:
                    // The low bits follow in the next word; until then the old ones would be of another time.
                    long high = _high.Set((uint)word & 0xFFF);
                    if (high != (time & ~0xFFFL))
                        time = high;
                    break;
                case 0x7 or RawLimits.Trigger or RawLimits.Others or RawLimits.Continued:
                    break;
                default:
                    throw Wrong(at, $"the word 0x{word:X4} has the type {word >> 12}; the types of EVT 3.0 are 0, 2 to 8, 10, 14 and 15");
            }
        }

        (_time, _y, used) = (time, y, at);
        return count;
    }

    private int Expand(uint valid, int at, long time, int y, Span<CdEvent> events)
    {
        if (valid == 0)
            return 0;
        if (_baseX < 0 || y < 0 || !_high.IsKnown)
        {
            Skipped += BitOperations.PopCount(valid);
            return 0;
        }

        int last = _baseX + 31 - BitOperations.LeadingZeroCount(valid);
        if (last >= Width)
            throw Outside(at, last, y);
        int count = 0;
        for (; valid != 0; valid &= valid - 1)
            events[count++] = new CdEvent(time, (ushort)(_baseX + BitOperations.TrailingZeroCount(valid)), (ushort)y, _isOn);
        return count;
    }

    // Behind the last column nothing can follow; the base stays there, however many empty vectors a damaged file has.
    private void Move(int columns)
    {
        if (_baseX >= 0)
            _baseX = Math.Min(_baseX + columns, RawLimits.MostSide);
    }
}
