namespace Yolov5.Imaging;

/// <summary>A Huffman table of a JPEG file (ITU-T T.81, annex C) for decoding.</summary>
internal sealed class JpegHuffmanTable
{
    public const int LookupBits = 10;
    private const int LongestCode = 16;

    /// <summary>Length of the code * 256 + symbol, indexed by the next <see cref="LookupBits"/> bits; 0 for longer codes.</summary>
    private readonly ushort[] _lookup = new ushort[1 << LookupBits];

    /// <summary>First number by length, left-aligned in 16 bits, that is greater than every code of this length.</summary>
    private readonly int[] _end = new int[LongestCode + 1];

    /// <summary>Place of the first symbol of a length minus its code.</summary>
    private readonly int[] _offset = new int[LongestCode + 1];
    private readonly byte[] _symbols;

    private JpegHuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>Creates the table that the bytes of a DHT segment describe.</summary>
    /// <param name="counts">16 numbers: how many codes each length has.</param>
    /// <param name="symbols">The symbols in order of their codes; as many as there are codes.</param>
    /// <returns>Null if the numbers are not a Huffman code.</returns>
    public static JpegHuffmanTable? TryCreate(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        JpegHuffmanTable table = new(symbols.ToArray());
        int code = 0, place = 0;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            table._offset[length] = place - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, place++)
            {
                if (code >= 1 << length)
                    return null;
                if (length <= LookupBits)
                    table._lookup.AsSpan(code << (LookupBits - length), 1 << (LookupBits - length)).Fill((ushort)(length << 8 | symbols[place]));
            }

            table._end[length] = code << (LongestCode - length);
        }

        return table;
    }

    /// <summary>Decodes the code at the front of 16 bits.</summary>
    /// <returns>Length of the code * 256 + symbol; 0 if no code begins so.</returns>
    public int Decode(int bits)
    {
        int entry = _lookup[bits >> (LongestCode - LookupBits)];
        if (entry != 0)
            return entry;
        for (int length = LookupBits + 1; length <= LongestCode; length++)
        {
            if (bits < _end[length])
                return length << 8 | _symbols[_offset[length] + (bits >> (LongestCode - length))];
        }

        return 0;
    }
}
