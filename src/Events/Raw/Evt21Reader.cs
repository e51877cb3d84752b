using System.Buffers.Binary;
using System.Numerics;

namespace Events.Raw;

/// <summary>Decodes EVT 2.1.</summary>
/// <remarks>
/// docs.prophesee.ai, EVT 2.1 Format. Bits of a word: 63..60 type; of events 59..54 the low 6 bits of their time, 53..43 the
/// first x, 42..32 y, 31..0 a bit for each of the 32 columns from x on; of EVT_TIME_HIGH 59..32 the bits 33..6 of the time.
/// </remarks>
internal sealed class Evt21Reader(ByteBlocks blocks, SensorSize? size, bool isLegacy) : WordReader(blocks, EventFormat.Evt21, size, sizeof(ulong), RawLimits.MostSide)
{
    private readonly HighTime _high = new(bits: 28, shift: 6);

    protected override int Decode(ReadOnlySpan<byte> words, Span<CdEvent> events, out int used)
    {
        int count = 0, at = 0;
        for (; at < words.Length && count + 32 <= events.Length; at += sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(words[at..]);
            if (isLegacy)
                word = BitOperations.RotateLeft(word, 32);
            int type = (int)(word >> 60);
            if (type <= 1)
                count += Expand(word, at, events[count..]);
            else if (type == RawLimits.TimeHigh)
                _high.Set((uint)(word >> 32) & 0xFFFFFFF);
            else if (type is not (RawLimits.Trigger or RawLimits.Others or RawLimits.Continued))
                throw Wrong(at, $"the word 0x{word:X16} has the type {type}; the types of EVT 2.1 are 0, 1, 8, 10, 14 and 15");
        }

        used = at;
        return count;
    }

    private int Expand(ulong word, int at, Span<CdEvent> events)
    {
        uint valid = (uint)word;
        if (valid == 0)
            return 0;
        int x = (int)(word >> 43) & 0x7FF, y = (int)(word >> 32) & 0x7FF;
        int last = x + 31 - BitOperations.LeadingZeroCount(valid);
        if (last >= Width || y >= Height)
            throw Outside(at, last, y);
        if (!_high.IsKnown)
        {
            Skipped += BitOperations.PopCount(valid);
            return 0;
        }

        long time = _high.Value | ((long)(word >> 54) & 0x3F);
        bool isOn = (word >> 60) == 1;
        int count = 0;
        for (; valid != 0; valid &= valid - 1)
            events[count++] = new CdEvent(time, (ushort)(x + BitOperations.TrailingZeroCount(valid)), (ushort)y, isOn);
        return count;
    }
}
