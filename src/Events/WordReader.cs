using System.Globalization;

namespace Events;

/// <summary>Reads files whose events are in words of a fixed length.</summary>
internal abstract class WordReader : EventReader
{
    private readonly ByteBlocks _blocks;
    private readonly int _wordBytes;
    private long _decodedOffset;

    protected WordReader(ByteBlocks blocks, EventFormat format, SensorSize? size, int wordBytes, int mostSide)
        : base(blocks.Name, format, size)
    {
        (_blocks, _wordBytes) = (blocks, wordBytes);
        (Width, Height) = (Math.Min(size?.Width ?? mostSide, mostSide), Math.Min(size?.Height ?? mostSide, mostSide));
    }

    /// <summary>Bound of columns.</summary>
    protected int Width { get; }

    /// <summary>Bound of rows.</summary>
    protected int Height { get; }

    private protected sealed override int ReadBlock(Span<CdEvent> events)
    {
        while (true)
        {
            ReadOnlySpan<byte> words = _blocks.Rest;
            words = words[..(words.Length - words.Length % _wordBytes)];
            _decodedOffset = _blocks.Offset;
            int count = Decode(words, events, out int used);
            _blocks.Advance(used);
            if (count > 0)
                return count;
            if (_blocks.Rest.Length >= _wordBytes || _blocks.Fill())
                continue;
            return _blocks.Rest.Length == 0
                ? 0
                : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{Name} ends at byte {_blocks.Offset + _blocks.Rest.Length} in the middle of a word of {_wordBytes} bytes; it is cut off."));
        }
    }

    /// <summary>Decodes words until the words or the places for events are used up.</summary>
    /// <param name="words">Whole words.</param>
    /// <param name="events">Places for events.</param>
    /// <param name="used">Bytes that were decoded.</param>
    /// <returns>Events that were written.</returns>
    protected abstract int Decode(ReadOnlySpan<byte> words, Span<CdEvent> events, out int used);

    /// <summary>An error at a place of the words that are being decoded.</summary>
    protected InvalidInputException Wrong(int at, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Name}, byte {_decodedOffset + at}: {problem}."));

    /// <summary>The error of a coordinate outside of the sensor.</summary>
    protected InvalidInputException Outside(int at, int x, int y) =>
        x >= Width ? Wrong(at, $"x is {x}; allowed is 0 to {Width - 1}") : Wrong(at, $"y is {y}; allowed is 0 to {Height - 1}");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _blocks.Dispose();
    }
}
