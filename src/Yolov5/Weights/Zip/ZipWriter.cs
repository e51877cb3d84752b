using System.Buffers.Binary;
using System.Text;

namespace Yolov5.Weights.Zip;

/// <summary>
/// Writes a ZIP archive of stored entries whose contents begin at multiples of 64 bytes, as PyTorch's own files do, so
/// that they can be mapped into memory. The same contents give the same bytes: every entry bears the same date.
/// </summary>
internal sealed class ZipWriter
{
    private const int Alignment = 64;

    // The first day that the format can express.
    private const ushort Date = (1 << 5) | 1;

    // Version 4.5 of the format has 64-bit lengths, 2.0 is enough without; names are UTF-8.
    private const ushort Version64 = 45;
    private const ushort Version = 20;
    private const ushort Utf8Names = 1 << 11;

    private readonly Stream _stream;
    private readonly long _largest32;
    private readonly List<ZipEntry> _entries = [];
    private long _position;

    /// <summary>Begins an archive at the present place of a stream, which need not be seekable.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="largest32">Offsets from this on are written with 64 bits; less than the format's limit in tests alone.</param>
    public ZipWriter(Stream stream, long largest32 = uint.MaxValue)
    {
        _stream = stream;
        _largest32 = largest32;
    }

    /// <summary>Adds an entry.</summary>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        var entry = new ZipEntry(name, IsDeflated: false, Crc32.Compute(content), content.Length, content.Length, _position);
        long unpadded = _position + ZipRecord.LocalHeaderLength + nameBytes.Length + 4;
        int padding = (int)((Alignment - (unpadded % Alignment)) % Alignment);

        var header = new byte[ZipRecord.LocalHeaderLength + nameBytes.Length + 4 + padding];
        Put32(header, 0, ZipRecord.LocalHeader);
        Put16(header, 4, Version);
        Put16(header, 6, Utf8Names);
        Put16(header, 12, Date);
        Put32(header, 14, entry.Checksum);
        Put32(header, 18, (uint)content.Length);
        Put32(header, 22, (uint)content.Length);
        Put16(header, 26, (ushort)nameBytes.Length);
        Put16(header, 28, (ushort)(4 + padding));
        nameBytes.CopyTo(header, ZipRecord.LocalHeaderLength);
        Put16(header, ZipRecord.LocalHeaderLength + nameBytes.Length, ZipRecord.PaddingExtra);
        Put16(header, ZipRecord.LocalHeaderLength + nameBytes.Length + 2, (ushort)padding);
        header.AsSpan(header.Length - padding).Fill((byte)'Z');
        Write(header);
        Write(content);
        _entries.Add(entry);
    }

    /// <summary>Writes the directory that ends the archive.</summary>
    public void Finish()
    {
        long start = _position;
        foreach (ZipEntry entry in _entries)
            WriteCentralHeader(entry);
        long length = _position - start;
        bool wide = start >= _largest32 || length >= _largest32 || _entries.Count >= ushort.MaxValue;
        if (wide)
            WriteEnd64(start, length);

        var end = new byte[ZipRecord.EndLength];
        ushort count = wide ? ushort.MaxValue : (ushort)_entries.Count;
        Put32(end, 0, ZipRecord.End);
        Put16(end, 8, count);
        Put16(end, 10, count);
        Put32(end, 12, wide ? uint.MaxValue : (uint)length);
        Put32(end, 16, wide ? uint.MaxValue : (uint)start);
        Write(end);
    }

    private void WriteCentralHeader(ZipEntry entry)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        bool wide = entry.HeaderOffset >= _largest32;
        var header = new byte[ZipRecord.CentralHeaderLength + name.Length + (wide ? 12 : 0)];
        Put32(header, 0, ZipRecord.CentralHeader);
        Put16(header, 4, wide ? Version64 : Version);
        Put16(header, 6, wide ? Version64 : Version);
        Put16(header, 8, Utf8Names);
        Put16(header, 14, Date);
        Put32(header, 16, entry.Checksum);
        Put32(header, 20, (uint)entry.PackedLength);
        Put32(header, 24, (uint)entry.Length);
        Put16(header, 28, (ushort)name.Length);
        Put16(header, 30, (ushort)(wide ? 12 : 0));
        Put32(header, 42, wide ? uint.MaxValue : (uint)entry.HeaderOffset);
        name.CopyTo(header, ZipRecord.CentralHeaderLength);
        if (wide)
        {
            int extra = ZipRecord.CentralHeaderLength + name.Length;
            Put16(header, extra, ZipRecord.Zip64Extra);
            Put16(header, extra + 2, 8);
            Put64(header, extra + 4, entry.HeaderOffset);
        }

        Write(header);
    }

    private void WriteEnd64(long start, long length)
    {
        long place = _position;
        var end = new byte[ZipRecord.End64Length];
        Put32(end, 0, ZipRecord.End64);
        Put64(end, 4, ZipRecord.End64Length - 12);
        Put16(end, 12, Version64);
        Put16(end, 14, Version64);
        Put64(end, 24, _entries.Count);
        Put64(end, 32, _entries.Count);
        Put64(end, 40, length);
        Put64(end, 48, start);
        Write(end);

        var locator = new byte[ZipRecord.End64LocatorLength];
        Put32(locator, 0, ZipRecord.End64Locator);
        Put64(locator, 8, place);
        Put32(locator, 16, 1);
        Write(locator);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _position += bytes.Length;
    }

    private static void Put16(byte[] target, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(target.AsSpan(offset), value);

    private static void Put32(byte[] target, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(target.AsSpan(offset), value);

    private static void Put64(byte[] target, int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(target.AsSpan(offset), value);
}
