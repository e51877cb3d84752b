using System.IO.Compression;
using System.IO.Hashing;

namespace Yolov5.Weights;

/// <summary>
/// A ZIP archive that is open for reading. Lengths are checked before memory is taken for them, and contents against
/// their checksums, neither of which the framework's reader does.
/// </summary>
internal sealed class BoundedZip : IDisposable
{
    // Trained weights hardly shrink; archives beyond this ratio are made to exhaust memory.
    private const int MostTimesUnpacked = 16;
    private const long AlwaysUnpacked = 256L << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads the archive's directory.</summary>
    /// <param name="stream">The archive, disposed of with this object; seekable.</param>
    /// <exception cref="InvalidDataException">The archive is damaged or not such as <c>torch.save</c> writes.</exception>
    public BoundedZip(Stream stream)
    {
        IReadOnlyCollection<ZipArchiveEntry> entries;
        try
        {
            _zip = new ZipArchive(stream, ZipArchiveMode.Read);
            entries = _zip.Entries;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new InvalidDataException($"The archive has no readable directory: the file is damaged or cut off. Copy or download it again. ({exception.Message})", exception);
        }

        foreach (ZipArchiveEntry entry in entries)
        {
            if (!_entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"The archive holds '{Quote.Of(entry.FullName)}' twice.");
        }

        // Entries that share their bytes would let a small file claim any amount of memory.
        if (Sum(entry => entry.CompressedLength) > stream.Length)
            throw new InvalidDataException("The entries of the archive are longer than the archive.");
        Int128 unpacked = Sum(entry => entry.Length > entry.CompressedLength ? entry.Length : 0);
        if (unpacked > Int128.Max(AlwaysUnpacked, (Int128)MostTimesUnpacked * stream.Length))
            throw new InvalidDataException($"The archive would unpack to {unpacked} bytes, more than {MostTimesUnpacked} times its length: weights do not compress like that.");
        StoredBytes = (long)Sum(entry => Math.Min(entry.Length, entry.CompressedLength));
    }

    /// <summary>Names of all entries.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Bytes of all contents that are in the file as they are; no more than the file has.</summary>
    public long StoredBytes { get; }

    /// <summary>Reads the content of an entry; null if the archive has no entry of that name.</summary>
    /// <exception cref="InvalidDataException">The content is damaged, encrypted, or longer than the limit.</exception>
    public byte[]? Read(string name, long mostBytes)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
            return null;
        if (entry.IsEncrypted)
            throw new InvalidDataException($"'{Quote.Of(name)}' in the archive is encrypted.");
        if (entry.Length < 0 || entry.Length > Math.Min(mostBytes, Array.MaxLength))
            throw new InvalidDataException($"'{Quote.Of(name)}' has {entry.Length} bytes; at most {Math.Min(mostBytes, Array.MaxLength)} are supported.");
        byte[] content = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        try
        {
            using Stream stream = entry.Open();
            stream.ReadExactly(content);
            if (stream.ReadByte() >= 0)
                throw new InvalidDataException($"more than {entry.Length} bytes");
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new InvalidDataException($"'{Quote.Of(name)}' cannot be unpacked: the file is damaged. Copy or download it again. ({exception.Message})", exception);
        }

        // 0 also where the writer did not compute it.
        if (entry.Crc32 != 0 && Crc32.HashToUInt32(content) != entry.Crc32)
            throw new InvalidDataException($"The checksum of '{Quote.Of(name)}' does not match: the file is damaged. Copy or download it again.");
        return content;
    }

    public void Dispose() => _zip.Dispose();

    private static bool IsDamage(Exception exception) => exception is InvalidDataException or EndOfStreamException or ArgumentException;

    private Int128 Sum(Func<ZipArchiveEntry, long> length)
    {
        Int128 sum = 0;
        foreach (ZipArchiveEntry entry in _entries.Values)
            sum += length(entry);
        return sum;
    }
}
