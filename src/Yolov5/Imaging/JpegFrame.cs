using System.Buffers.Binary;

namespace Yolov5.Imaging;

/// <summary>The frame header of a JPEG file (ITU-T T.81, B.2.2): size, process and components.</summary>
internal sealed class JpegFrame
{
    private const int BlockSide = 8;

    private JpegFrame(bool isProgressive, int unitColumns, int unitRows, JpegComponent[] components)
    {
        IsProgressive = isProgressive;
        UnitColumns = unitColumns;
        UnitRows = unitRows;
        Components = components;
    }

    public bool IsProgressive { get; }

    /// <summary>Number of minimum coded units (T.81, A.2.3) in a row.</summary>
    public int UnitColumns { get; }

    /// <summary>Number of rows of minimum coded units.</summary>
    public int UnitRows { get; }

    public IReadOnlyList<JpegComponent> Components { get; }

    /// <summary>Returns true for frame headers.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (JpegSegments.DefineHuffmanTables or 0xC8 or 0xCC);

    /// <summary>Reads a frame header.</summary>
    /// <returns>Null for damaged headers and for processes other than 8-bit Huffman-coded DCT.</returns>
    public static JpegFrame? TryRead(byte marker, ReadOnlySpan<byte> payload)
    {
        if (marker is not (0xC0 or 0xC1 or 0xC2) || payload.Length < 6 || payload[0] != 8 || payload.Length < 6 + payload[5] * 3)
            return null;
        int height = BinaryPrimitives.ReadUInt16BigEndian(payload[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(payload[3..]);
        int count = payload[5];
        int mostAcross = 1, mostDown = 1;
        for (int i = 0; i < count; i++)
        {
            int across = payload[7 + i * 3] >> 4, down = payload[7 + i * 3] & 15;
            if (across is < 1 or > 4 || down is < 1 or > 4)
                return null;
            (mostAcross, mostDown) = (Math.Max(mostAcross, across), Math.Max(mostDown, down));
        }

        if (width == 0 || height == 0 || count is < 1 or > 4)
            return null;
        int unitColumns = Ceiling(width, mostAcross * BlockSide), unitRows = Ceiling(height, mostDown * BlockSide);
        JpegComponent[] components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            int across = payload[7 + i * 3] >> 4, down = payload[7 + i * 3] & 15;
            components[i] = new JpegComponent(
                payload[6 + i * 3],
                across,
                down,
                Ceiling(Ceiling(width * across, mostAcross), BlockSide),
                Ceiling(Ceiling(height * down, mostDown), BlockSide),
                unitColumns * across,
                unitRows * down);
        }

        return new JpegFrame(marker == 0xC2, unitColumns, unitRows, components);
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
