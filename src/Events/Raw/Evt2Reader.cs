using System.Buffers.Binary;

namespace Events.Raw;

/// <summary>Decodes EVT 2.0.</summary>
/// <remarks>
/// docs.prophesee.ai, EVT 2.0 Format. Bits of a word: 31..28 type; of an event 27..22 the low 6 bits of its time, 21..11 x,
/// 10..0 y; of EVT_TIME_HIGH 27..0 the bits 33..6 of the time.
/// </remarks>
internal sealed class Evt2Reader(ByteBlocks blocks, SensorSize? size) : WordReader(blocks, EventFormat.Evt2, size, sizeof(uint), RawLimits.MostSide)
{
    private readonly HighTime _high = new(bits: 28, shift: 6);

    protected override int Decode(ReadOnlySpan<byte> words, Span<CdEvent> events, out int used)
    {
        int count = 0, at = 0;
        int width = Width, height = Height;
        bool isKnown = _high.IsKnown;
        long high = _high.Value;
        for (; at < words.Length && count < events.Length; at += sizeof(uint))
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(words[at..]);
            uint type = word >> 28;
            if (type <= 1)
            {
                int x = (int)(word >> 11) & 0x7FF, y = (int)word & 0x7FF;
                if (x >= width || y >= height)
                    throw Outside(at, x, y);
                if (isKnown)
                    events[count++] = new CdEvent(high | ((word >> 22) & 0x3F), (ushort)x, (ushort)y, type == 1);
                else
                    Skipped++;
            }
            else if (type == RawLimits.TimeHigh)
            {
                high = _high.Set(word & 0xFFFFFFF);
                isKnown = true;
            }
            else if (type is not (RawLimits.Trigger or RawLimits.Others or RawLimits.Continued))
            {
                throw Wrong(at, $"the word 0x{word:X8} has the type {type}; the types of EVT 2.0 are 0, 1, 8, 10, 14 and 15");
            }
        }

        used = at;
        return count;
    }
}
