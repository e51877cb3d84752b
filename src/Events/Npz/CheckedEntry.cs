using System.IO.Compression;
using System.IO.Hashing;

namespace Events.Npz;

/// <summary>The content of a file in an archive; at its end its length and its checksum must be those that the archive names.</summary>
internal sealed class CheckedEntry(ZipArchiveEntry entry) : Stream
{
    private readonly Crc32 _checksum = new();
    private readonly Stream _content = entry.Open();
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    /// <summary>The length that the archive names.</summary>
    public override long Length => entry.Length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _content.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        _checksum.Append(buffer[..read]);
        _read += read;
        if (read == 0 && buffer.Length > 0 && (_read != entry.Length || _checksum.GetCurrentHashAsUInt32() != entry.Crc32))
            throw new IOException($"the archive names {entry.Length} bytes with the checksum {entry.Crc32:x8}, and there are {_read} with {_checksum.GetCurrentHashAsUInt32():x8}; the file is damaged.");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }
}
