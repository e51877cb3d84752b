using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Yolov5.Tests.Imaging;

/// <summary>Writes PNG files of every kind, plainly and independently of the product's encoder: unfiltered rows, optional Adam7 interlacing.</summary>
internal sealed class PngWriter(int width, int height, int bitDepth, int colorType)
{
    private readonly List<(string Type, byte[] Data)> _before = [];

    public bool Interlaced { get; init; }

    /// <summary>Sample value of channel c at (x, y), in 0 .. 2^bitDepth - 1.</summary>
    public required Func<int, int, int, int> Sample { get; init; }

    private int Channels => colorType switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => throw new InvalidOperationException() };

    public PngWriter With(string type, params byte[] data)
    {
        _before.Add((type, data));
        return this;
    }

    public byte[] ToArray()
    {
        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)bitDepth;
        header[9] = (byte)colorType;
        header[12] = (byte)(Interlaced ? 1 : 0);
        WriteChunk(file, "IHDR", header);
        foreach ((string type, byte[] data) in _before)
            WriteChunk(file, type, data);
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            if (Interlaced)
            {
                foreach ((int x, int y, int dx, int dy) in new[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) })
                    WritePass(zlib, x, y, dx, dy);
            }
            else
            {
                WritePass(zlib, 0, 0, 1, 1);
            }
        }

        WriteChunk(file, "IDAT", compressed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Corrects the checksum of every chunk whose length fits into the file.</summary>
    public static void WithRightChecksums(byte[] png)
    {
        for (long at = 8; at + 12 <= png.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan((int)at));
            if (at + 12 + length > png.Length)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan((int)(at + 8 + length)), Crc32.HashToUInt32(png.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }
    }

    private void WritePass(Stream target, int x0, int y0, int dx, int dy)
    {
        if (x0 >= width)
            return;
        for (int y = y0; y < height; y += dy)
        {
            target.WriteByte(0);
            int bits = 0, filled = 0;
            for (int x = x0; x < width; x += dx)
            {
                for (int c = 0; c < Channels; c++)
                {
                    int value = Sample(x, y, c);
                    if (bitDepth == 16)
                        target.WriteByte((byte)(value >> 8));
                    if (bitDepth >= 8)
                    {
                        target.WriteByte((byte)value);
                        continue;
                    }

                    bits = bits << bitDepth | value;
                    filled += bitDepth;
                    if (filled == 8)
                    {
                        target.WriteByte((byte)bits);
                        bits = filled = 0;
                    }
                }
            }

            if (filled > 0)
                target.WriteByte((byte)(bits << (8 - filled)));
        }
    }

    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        byte[] chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32.HashToUInt32(chunk.AsSpan(4, data.Length + 4)));
        file.Write(chunk);
    }
}
