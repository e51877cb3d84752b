using System.Buffers.Binary;

namespace Yolov5.Imaging;

/// <summary>Reads the entropy-coded bits of a JPEG scan. After the data's end it goes on with zeros and sets a flag.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> jpeg, int position)
{
    private readonly ReadOnlySpan<byte> _jpeg = jpeg;
    private int _position = position;
    private ulong _bits;
    private int _count;

    /// <summary>Set once a bit was taken that the data does not have.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Set once a code was met that the table does not have.</summary>
    public bool HasBadCode { get; private set; }

    /// <summary>Index of the marker that ends the data, or of the end of the bytes. Only right once all bits have been taken.</summary>
    public readonly int Position => _position;

    /// <summary>Takes a Huffman code, and the bits behind it, which the lower four bits of every symbol count.</summary>
    /// <returns>The symbol; 0 if there is no such code.</returns>
    public int Symbol(JpegHuffmanTable table)
    {
        if (_count < 32)
            Refill();
        int entry = table.Decode((int)(_bits >> 48));
        if (entry == 0)
        {
            if (_count < 16)
                IsExhausted = true;
            else
                HasBadCode = true;
            return 0;
        }

        Drop((entry >> 8) + (entry & 15));
        return entry & 0xFF;
    }

    /// <summary>Passes over bits.</summary>
    /// <param name="count">0 to 64.</param>
    public void Skip(int count)
    {
        while (count > 16)
        {
            _ = Take(16);
            count -= 16;
        }

        _ = Take(count);
    }

    /// <summary>Takes bits as a number.</summary>
    /// <param name="count">0 to 16.</param>
    public int Take(int count)
    {
        if (_count < count)
            Refill();
        int value = (int)(_bits >> 32 >> (32 - count));
        Drop(count);
        return value;
    }

    /// <summary>Ends an interval: drops the bits that fill up the last byte.</summary>
    /// <returns>Number of whole bytes before the next marker that nobody has taken.</returns>
    public int Finish()
    {
        int left = 0;
        do
        {
            left += _count / 8;
            _count = 0;
            _bits = 0;
            Refill();
        }
        while (_count > 0);
        return left;
    }

    /// <summary>Passes the restart marker at <see cref="Position"/>.</summary>
    /// <returns>The marker; -1 at the end of the bytes.</returns>
    public int PassMarker()
    {
        while (_position < _jpeg.Length && _jpeg[_position] == 0xFF)
            _position++;
        return _position < _jpeg.Length ? _jpeg[_position++] : -1;
    }

    private void Drop(int count)
    {
        _bits <<= count;
        _count -= count;
        if (_count < 0)
        {
            IsExhausted = true;
            _count = 0;
        }
    }

    private void Refill()
    {
        if (_jpeg.Length - _position >= 8)
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(_jpeg[_position..]);
            bool hasFF = (~next - 0x0101010101010101 & next & 0x8080808080808080) != 0;
            if (!hasFF)
            {
                int bytes = (64 - _count) / 8;
                if (bytes == 0)
                    return;
                _bits |= (bytes == 8 ? next : next >> (64 - bytes * 8) << (64 - bytes * 8)) >> _count;
                _count += bytes * 8;
                _position += bytes;
                return;
            }
        }

        while (_count <= 56 && _position < _jpeg.Length)
        {
            byte value = _jpeg[_position];
            int length = 1;
            if (value == 0xFF)
            {
                // FF 00 is a byte of data; FF and anything else is a marker, before which FF may be repeated.
                int end = _position + 1;
                while (end < _jpeg.Length && _jpeg[end] == 0xFF)
                    end++;
                if (end >= _jpeg.Length || _jpeg[end] != 0)
                    return;
                length = end + 1 - _position;
            }

            _bits |= (ulong)value << (56 - _count);
            _count += 8;
            _position += length;
        }
    }
}
