using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Yolov5.Weights.Zip;

/// <summary>
/// Reads ZIP archives with stored or deflated entries, 64-bit ones too. Of its own because the one of the framework
/// trusts lengths that a damaged file states, and this one has to bound memory before it is taken.
/// </summary>
internal sealed class ZipReader : IDisposable
{
    private const int MaximumEntries = 1_000_000;

    // A deflate stream cannot grow more than this.
    private const long MaximumRatio = 1032;

    // Trained weights hardly shrink; whole archives beyond this ratio are made to exhaust memory.
    private const int MaximumTotalRatio = 16;

    private readonly SafeFileHandle _file;
    private readonly long _fileLength;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    public ZipReader(SafeFileHandle file)
    {
        _file = file;
        _fileLength = RandomAccess.GetLength(file);
        ReadDirectory();
    }

    /// <summary>All entries by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    /// <summary>The content of an entry.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or longer than the limit.</exception>
    public byte[] Read(ZipEntry entry, long maximumLength)
    {
        if (entry.Length > maximumLength)
            throw new InvalidDataException($"'{Quote.Of(entry.Name)}' has {entry.Length} bytes; at most {maximumLength} are supported.");
        byte[] header = ReadAt(entry.HeaderOffset, ZipRecord.LocalHeaderLength);
        if (UInt32(header, 0) != ZipRecord.LocalHeader)
            throw new InvalidDataException($"'{Quote.Of(entry.Name)}' is not where the archive's directory says.");
        long start = entry.HeaderOffset + ZipRecord.LocalHeaderLength + UInt16(header, 26) + UInt16(header, 28);
        byte[] content = ReadAt(start, entry.PackedLength);
        if (entry.IsDeflated)
            content = Inflate(entry, content);
        if (entry.Checksum != 0 && Crc32.Compute(content) != entry.Checksum)
            throw new InvalidDataException($"The checksum of '{Quote.Of(entry.Name)}' does not match: the file is damaged. Copy or download it again.");
        return content;
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Inflate(ZipEntry entry, byte[] packed)
    {
        var content = new byte[entry.Length];
        using var stream = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        if (stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) != content.Length || stream.ReadByte() >= 0)
            throw new InvalidDataException($"'{Quote.Of(entry.Name)}' does not unpack to {entry.Length} bytes: the file is damaged.");
        return content;
    }

    private void ReadDirectory()
    {
        (long offset, long length, long count) = FindDirectory();
        if (count > MaximumEntries || length > Array.MaxLength)
            throw new InvalidDataException($"The archive has {count} entries; at most {MaximumEntries} are supported.");
        byte[] directory = ReadAt(offset, length);
        int position = 0;
        Int128 packed = 0;
        Int128 unpacked = 0;
        for (long i = 0; i < count; i++)
        {
            ZipEntry entry = ReadEntry(directory, ref position);
            if (!_entries.TryAdd(entry.Name, entry))
                throw new InvalidDataException($"The archive holds '{Quote.Of(entry.Name)}' twice.");
            packed += entry.PackedLength;
            unpacked += entry.IsDeflated ? entry.Length : 0;
        }

        // Entries that share their bytes would let a small file claim any amount of memory.
        if (packed > _fileLength)
            throw new InvalidDataException("The entries of the archive are longer than the archive.");
        if (unpacked > Int128.Max(256 << 20, (Int128)MaximumTotalRatio * _fileLength))
            throw new InvalidDataException($"The archive would unpack to {unpacked} bytes, more than {MaximumTotalRatio} times its length: weights do not compress like that.");
    }

    private (long Offset, long Length, long Count) FindDirectory()
    {
        int tailLength = (int)Math.Min(_fileLength, ZipRecord.EndLength + ushort.MaxValue);
        long tailStart = _fileLength - tailLength;
        byte[] tail = ReadAt(tailStart, tailLength);
        for (int i = tailLength - ZipRecord.EndLength; i >= 0; i--)
        {
            if (UInt32(tail, i) != ZipRecord.End || i + ZipRecord.EndLength + UInt16(tail, i + 20) != tailLength)
                continue;
            long end64 = FindEnd64(tailStart + i);
            if (end64 < 0)
                return (UInt32(tail, i + 16), UInt32(tail, i + 12), UInt16(tail, i + 10));
            byte[] record = ReadAt(end64, ZipRecord.End64Length);
            if (UInt32(record, 0) != ZipRecord.End64)
                throw new InvalidDataException("The end of the archive is damaged.");
            return (Int64(record, 48), Int64(record, 40), Int64(record, 32));
        }

        throw new InvalidDataException("The archive has no end: the file is cut off. Copy or download it again.");
    }

    private long FindEnd64(long end)
    {
        if (end < ZipRecord.End64LocatorLength)
            return -1;
        byte[] locator = ReadAt(end - ZipRecord.End64LocatorLength, ZipRecord.End64LocatorLength);
        return UInt32(locator, 0) == ZipRecord.End64Locator ? Int64(locator, 8) : -1;
    }

    private static ZipEntry ReadEntry(byte[] directory, ref int position)
    {
        if (directory.Length - position < ZipRecord.CentralHeaderLength || UInt32(directory, position) != ZipRecord.CentralHeader)
            throw new InvalidDataException("The directory of the archive is damaged.");
        ReadOnlySpan<byte> header = directory.AsSpan(position);
        ushort flags = UInt16(directory, position + 8);
        ushort method = UInt16(directory, position + 10);
        uint checksum = UInt32(directory, position + 16);
        long packedLength = UInt32(directory, position + 20);
        long length = UInt32(directory, position + 24);
        int nameLength = UInt16(directory, position + 28);
        int extraLength = UInt16(directory, position + 30);
        int commentLength = UInt16(directory, position + 32);
        long offset = UInt32(directory, position + 42);
        int total = ZipRecord.CentralHeaderLength + nameLength + extraLength + commentLength;
        if (header.Length < total)
            throw new InvalidDataException("The directory of the archive is damaged.");
        string name = Encoding.UTF8.GetString(header.Slice(ZipRecord.CentralHeaderLength, nameLength));
        ReadZip64(header.Slice(ZipRecord.CentralHeaderLength + nameLength, extraLength), ref length, ref packedLength, ref offset);
        position += total;

        if ((flags & 1) != 0)
            throw new InvalidDataException($"'{Quote.Of(name)}' in the archive is encrypted.");
        if (method is not (ZipRecord.Stored or ZipRecord.Deflated))
            throw new InvalidDataException($"'{Quote.Of(name)}' in the archive is compressed by method {method}; stored (0) and deflated (8) are supported.");
        bool deflated = method == ZipRecord.Deflated;
        if (packedLength < 0 || length < 0 || offset < 0 || (deflated ? length / MaximumRatio > packedLength : length != packedLength))
            throw new InvalidDataException($"The lengths of '{Quote.Of(name)}' in the archive are impossible: the file is damaged.");
        return new ZipEntry(name, deflated, checksum, packedLength, length, offset);
    }

    /// <summary>The extra field holds, in this order, those values that did not fit their 32 bits.</summary>
    private static void ReadZip64(ReadOnlySpan<byte> extra, ref long length, ref long packedLength, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
                return;
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != ZipRecord.Zip64Extra)
                continue;
            Widen(ref length, ref field);
            Widen(ref packedLength, ref field);
            Widen(ref offset, ref field);
        }
    }

    private static void Widen(ref long value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue || field.Length < 8)
            return;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }

    private byte[] ReadAt(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > _fileLength || length > _fileLength - offset)
            throw new InvalidDataException("The archive refers to bytes beyond its end: the file is cut off. Copy or download it again.");
        if (length > Array.MaxLength)
            throw new InvalidDataException($"A part of the archive has {length} bytes; at most {Array.MaxLength} are supported.");
        byte[] buffer = GC.AllocateUninitializedArray<byte>((int)length);
        int read = 0;
        while (read < buffer.Length)
        {
            int count = RandomAccess.Read(_file, buffer.AsSpan(read), offset + read);
            if (count == 0)
                throw new InvalidDataException("The file became shorter while it was read.");
            read += count;
        }

        return buffer;
    }

    private static ushort UInt16(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));

    private static uint UInt32(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));

    private static long Int64(byte[] bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(offset));
}
