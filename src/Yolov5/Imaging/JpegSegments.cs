using System.Buffers.Binary;

namespace Yolov5.Imaging;

/// <summary>
/// Walks the marker segments of a JPEG file. Any input is safe; the walk ends at the end marker or at the first thing that
/// is not a whole segment.
/// </summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> jpeg)
{
    public const byte App1 = 0xE1;
    public const byte DefineHuffmanTables = 0xC4;
    public const byte DefineRestartInterval = 0xDD;
    public const byte StartOfScan = 0xDA;
    public const byte EndOfImage = 0xD9;

    private readonly ReadOnlySpan<byte> _jpeg = jpeg;

    /// <summary>Marker of the current segment, the byte after 0xFF; after the walk, <see cref="EndOfImage"/> if that ended it.</summary>
    public byte Marker { get; private set; }

    /// <summary>Content of the current segment, without its length.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Index of the byte after the current segment. After a scan's header it may be moved past the scan's data.</summary>
    public int Position { get; set; } = 2;

    /// <summary>Number of bytes between the segment before and the current one that belong to neither.</summary>
    public int SkippedBytes { get; private set; }

    /// <summary>Goes to the next segment.</summary>
    /// <returns>False at the end marker, a damaged length, a segment that is cut off, or the end of the bytes.</returns>
    public bool MoveNext()
    {
        SkippedBytes = 0;
        Marker = 0;
        while (true)
        {
            // As libjpeg does, stray bytes before a marker and repeated 0xFF fill bytes are passed over.
            int stray = _jpeg[Position..].IndexOf((byte)0xFF);
            SkippedBytes += stray < 0 ? _jpeg.Length - Position : stray;
            Position = stray < 0 ? _jpeg.Length : Position + stray;
            while (Position < _jpeg.Length && _jpeg[Position] == 0xFF)
                Position++;
            if (Position >= _jpeg.Length)
                return false;

            byte marker = _jpeg[Position++];
            bool hasNoLength = marker is 0x01 or (>= 0xD0 and <= 0xD8);
            if (marker == 0 || hasNoLength)
            {
                SkippedBytes += 2;
                continue;
            }

            if (marker == EndOfImage)
            {
                Marker = marker;
                return false;
            }

            if (Position + 2 > _jpeg.Length)
                return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(_jpeg[Position..]);
            if (length < 2 || length > _jpeg.Length - Position)
                return false;
            Marker = marker;
            Payload = _jpeg[(Position + 2)..(Position + length)];
            Position += length;
            return true;
        }
    }
}
