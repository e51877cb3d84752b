using System.Buffers.Binary;

namespace Yolov5.Imaging;

/// <summary>Walks the marker segments before the first scan of a JPEG file. Any input is safe; the walk ends at the first thing that is no segment.</summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> jpeg)
{
    private readonly ReadOnlySpan<byte> _jpeg = jpeg;
    private int _position = 2;

    /// <summary>The current segment's marker, the byte after 0xFF.</summary>
    public byte Marker { get; private set; }

    /// <summary>What follows the current segment's length, cut where the bytes end.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Whether the walk came to the first scan or the end marker, so that no segment was missed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the bytes begin as every JPEG file does.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>Goes to the next segment.</summary>
    /// <returns>False at the first scan, the end marker or the end of the bytes.</returns>
    public bool MoveNext()
    {
        while (true)
        {
            // As libjpeg does, stray bytes before a marker and repeated 0xFF fill bytes are passed over.
            while (_position < _jpeg.Length && _jpeg[_position] != 0xFF)
                _position++;
            while (_position < _jpeg.Length && _jpeg[_position] == 0xFF)
                _position++;
            if (_position >= _jpeg.Length)
                return false;

            byte marker = _jpeg[_position++];
            bool isStuffing = marker == 0;
            bool hasNoLength = marker is 0x01 or (>= 0xD0 and <= 0xD8);
            if (isStuffing || hasNoLength)
                continue;

            bool isScanOrEnd = marker is 0xD9 or 0xDA;
            if (isScanOrEnd || _position + 2 > _jpeg.Length)
            {
                IsComplete = isScanOrEnd;
                return false;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(_jpeg[_position..]);
            if (length < 2)
                return false;
            Marker = marker;
            Payload = _jpeg.Slice(_position + 2, Math.Min(length - 2, _jpeg.Length - _position - 2));
            _position += Math.Min(length, _jpeg.Length - _position);
            return true;
        }
    }
}
