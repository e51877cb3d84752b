namespace Events;

/// <summary>Collects bytes and writes them to a stream block by block.</summary>
internal sealed class ByteSink(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    /// <summary>Space for some bytes; <see cref="Advance"/> takes those that were written.</summary>
    public Span<byte> Space(int bytes)
    {
        if (_buffer.Length - _used < bytes)
            Flush();
        return _buffer.AsSpan(_used);
    }

    public void Advance(int bytes) => _used += bytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Flush();
        stream.Write(bytes);
    }

    public void Flush()
    {
        stream.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
