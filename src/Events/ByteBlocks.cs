namespace Events;

/// <summary>A file that is read block by block; memory does not depend on its length.</summary>
internal sealed class ByteBlocks : IDisposable
{
    // Enough for the longest header and line that are read, and so for what is asked of Require.
    private const int LeastBuffer = 1 << 16;
    private const int MostBuffer = 1 << 18;

    private readonly Stream _stream;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;
    private long _bufferOffset;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The file; it is closed with this object.</param>
    /// <param name="name">Name of the file, for errors.</param>
    /// <param name="length">Length of the file in bytes if it is known; a short file gets a smaller buffer.</param>
    public ByteBlocks(Stream stream, string name, long? length = null)
    {
        _stream = stream;
        Name = name;
        _buffer = new byte[Math.Clamp(length ?? long.MaxValue, LeastBuffer, MostBuffer)];
    }

    /// <summary>Name of the file, for errors.</summary>
    public string Name { get; }

    /// <summary>Bytes that were read and not yet used.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Place in the file of the first unused byte.</summary>
    public long Offset => _bufferOffset + _start;

    public void Advance(int bytes) => _start += bytes;

    /// <summary>Reads more behind the unused bytes; these must be fewer than a block.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public bool Fill()
    {
        if (_start > 0)
        {
            Rest.CopyTo(_buffer);
            _bufferOffset += _start;
            (_start, _end) = (0, _end - _start);
        }

        try
        {
            int read = _stream.Read(_buffer.AsSpan(_end));
            _end += read;
            return read > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException($"{Name} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads until a number of bytes is there, at most 32,768, if the file is long enough.</summary>
    /// <returns>False if the file ends before.</returns>
    public bool Require(int bytes)
    {
        while (_end - _start < bytes)
        {
            if (!Fill())
                return false;
        }

        return true;
    }

    public void Dispose() => _stream.Dispose();
}
