using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Events.Npz;

/// <summary>Header of an array in NumPy's .npy format with one dimension.</summary>
/// <param name="Type">Element type in NumPy's letters, such as <c>&lt;u2</c>: order of the bytes, kind, bytes.</param>
/// <param name="Count">Elements.</param>
/// <remarks>numpy.org, numpy.lib.format, versions 1.0 to 3.0.</remarks>
internal sealed partial record NpyHeader(string Type, long Count)
{
    private const int LongestHeader = 1 << 14;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Bytes of an element.</summary>
    public int ElementBytes => Type[2] - '0';

    /// <summary>Reads the header up to the first element.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is of another kind of array.</exception>
    public static NpyHeader Read(ByteBlocks blocks)
    {
        string name = blocks.Name;
        if (!blocks.Require(12) || !blocks.Rest.StartsWith(Magic))
            throw new InvalidInputException($"{name} does not begin as NumPy's arrays do.");
        int version = blocks.Rest[6];
        if (version is < 1 or > 3)
            throw new InvalidInputException($"{name} has version {version} of NumPy's format; 1 to 3 is expected.");
        (int start, long length) = version == 1
            ? (10, BinaryPrimitives.ReadUInt16LittleEndian(blocks.Rest[8..]))
            : (12, BinaryPrimitives.ReadUInt32LittleEndian(blocks.Rest[8..]));
        if (length > LongestHeader)
            throw new InvalidInputException($"{name}: the header has {length} bytes; at most {LongestHeader} are expected.");
        if (!blocks.Require(start + (int)length))
            throw new InvalidInputException($"{name} ends in its header.");
        string text = Encoding.Latin1.GetString(blocks.Rest.Slice(start, (int)length));
        blocks.Advance(start + (int)length);
        return Of(name, text);
    }

    /// <summary>The bytes of a header for version 1.0, padded so that the elements begin at a multiple of 64.</summary>
    public byte[] ToBytes() => Bytes(Type, string.Create(CultureInfo.InvariantCulture, $"{Count},"));

    /// <summary>The bytes of a header.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Lengths of the dimensions, as in a tuple of Python.</param>
    public static byte[] Bytes(string type, string shape) => Padded($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}");

    /// <summary>The bytes of a header with any text.</summary>
    public static byte[] Padded(string text)
    {
        const int Alignment = 64, Before = 10;
        int length = (Before + text.Length + 1 + Alignment - 1) / Alignment * Alignment - Before;
        byte[] lengthBytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(lengthBytes, (ushort)length);
        return [.. Magic, 1, 0, .. lengthBytes, .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)), (byte)'\n'];
    }

    private static NpyHeader Of(string name, string text)
    {
        Match typeMatch = TypePattern().Match(text), shapeMatch = ShapePattern().Match(text);
        if (!typeMatch.Success || !shapeMatch.Success || !OrderPattern().IsMatch(text))
            throw new InvalidInputException($"{name}: the header is '{Quote.Of(text)}'; descr, fortran_order and shape are expected.");
        string type = typeMatch.Groups[1].Value, shape = shapeMatch.Groups[1].Value.Trim();
        if (!ElementType().IsMatch(type))
            throw new InvalidInputException($"{name}: the elements are '{Quote.Of(type)}'; whole numbers (i1 to i8, u1 to u8), b1, f4 or f8 are expected.");
        return shape.EndsWith(',') && long.TryParse(shape[..^1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? new NpyHeader(type, count)
            : throw new InvalidInputException($"{name}: the shape is ({Quote.Of(shape)}); one dimension is expected.");
    }

    // The three keys may stand in any order, as other programs than NumPy write them.
    [GeneratedRegex(@"'descr'\s*:\s*'([^']*)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(?:True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"\A(?:[<>][iu][248]|[<>|=][iu]1|\|b1|[<>]f[48])\z")]
    private static partial Regex ElementType();
}
