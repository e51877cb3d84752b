using System.Buffers.Binary;
using System.Globalization;
using Events.Raw;

namespace Events.Dat;

/// <summary>Decodes DAT files of version 2 with events of change detection.</summary>
/// <remarks>
/// docs.prophesee.ai, DAT File Format. After the header a byte with the type of the events and one with their length; an
/// event is its time (32 bits) and a word: bits 13..0 x, 27..14 y, 31..28 polarity, little endian.
/// </remarks>
internal sealed class DatReader : WordReader
{
    /// <summary>Bytes of an event.</summary>
    public const int EventBytes = 8;

    /// <summary>Type of the events that are written.</summary>
    public const int CdType = 0x0C;

    private const int Event2dType = 0;

    private DatReader(ByteBlocks blocks, SensorSize? size)
        : base(blocks, EventFormat.Dat, size, EventBytes, SensorSize.Most)
    {
    }

    /// <summary>Opens a file behind its header.</summary>
    /// <exception cref="InvalidInputException">The header is not one of such a file.</exception>
    public static DatReader Open(ByteBlocks blocks, PercentHeader header, EventReadOptions options)
    {
        string name = header.Name;
        string content = header["Data"] ?? "";
        if (!content.Contains("CD", StringComparison.Ordinal) && !content.Contains("Event2D", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException($"{name}: the header says '% Data {Quote.Of(content)}'; a file containing CD events is expected.");
        if (header["Version"] is not "2")
            throw new InvalidInputException($"{name}: the header says '% Version {Quote.Of(header["Version"] ?? "")}'; version 2 of the DAT format is expected.");
        string? width = header["Width"], height = header["Height"];
        SensorSize? size = null;
        if (width is not null || height is not null)
        {
            size = SensorSize.TryParse(width ?? "", height ?? "", out SensorSize inFile)
                ? inFile
                : throw new InvalidInputException($"{name}: the header says '% Width {Quote.Of(width ?? "")}' and '% Height {Quote.Of(height ?? "")}'; each is 1 to {SensorSize.Most}.");
        }

        if (!blocks.Require(2))
            throw new InvalidInputException($"{name} ends at byte {blocks.Offset + blocks.Rest.Length}, before the type and the length of its events.");
        (int type, int length) = (blocks.Rest[0], blocks.Rest[1]);
        if (type is not (CdType or Event2dType) || length != EventBytes)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{name}, byte {blocks.Offset}: events of the type {type} with {length} bytes; the type {CdType} or {Event2dType} with {EventBytes} bytes is expected."));
        blocks.Advance(2);
        return new DatReader(blocks, options.SizeOf(name, size));
    }

    protected override int Decode(ReadOnlySpan<byte> words, Span<CdEvent> events, out int used)
    {
        int count = Math.Min(words.Length / EventBytes, events.Length);
        int width = Width, height = Height;
        for (int i = 0; i < count; i++)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(words[(i * EventBytes)..]);
            int x = (int)(word >> 32) & 0x3FFF, y = (int)(word >> 46) & 0x3FFF;
            ulong polarity = word >> 60;
            if (x >= width || y >= height)
                throw Outside(i * EventBytes, x, y);
            if (polarity > 1)
                throw Wrong(i * EventBytes, $"the polarity is {polarity}; 0 or 1 is expected");
            events[i] = new CdEvent((uint)word, (ushort)x, (ushort)y, polarity != 0);
        }

        used = count * EventBytes;
        return count;
    }
}
