using System.Buffers.Binary;
using System.IO.Compression;

namespace Events.Npz;

/// <summary>
/// Writes the archive that <see cref="NpzReader"/> describes, stored as np.savez does: x and y as uint16, t as int64, p as
/// uint8. An archive has one array after the other, so the columns wait in temporary files until the end.
/// </summary>
internal sealed class NpzWriter : EventWriter
{
    private static readonly (string Name, string Type, int Bytes)[] Arrays = [("x", "<u2", 2), ("y", "<u2", 2), ("t", "<i8", 8), ("p", "|u1", 1)];

    private readonly Stream _stream;
    private readonly FileStream[] _waiting;
    private readonly ByteSink[] _sinks;

    public NpzWriter(Stream stream, SensorSize size)
        : base(EventFormat.Npz, size, SensorSize.Most, CdEvent.MostTime, needsOrder: false)
    {
        _stream = stream;
        _waiting = [.. Arrays.Select(_ => new FileStream(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npy"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose))];
        _sinks = [.. _waiting.Select(file => new ByteSink(file))];
    }

    public override void Complete()
    {
        using ZipArchive archive = new(_stream, ZipArchiveMode.Create, leaveOpen: true);
        for (int i = 0; i < Arrays.Length; i++)
        {
            _sinks[i].Flush();
            _waiting[i].Position = 0;
            using Stream entry = Entry(archive, Arrays[i].Name, new NpyHeader(Arrays[i].Type, Count));
            _waiting[i].CopyTo(entry);
        }

        Span<byte> sides = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(sides, Size.Width);
        BinaryPrimitives.WriteInt32LittleEndian(sides[4..], Size.Height);
        using Stream size = Entry(archive, "size", new NpyHeader("<i4", 2));
        size.Write(sides);
    }

    private protected override void WriteBlock(ReadOnlySpan<CdEvent> events)
    {
        foreach (ref readonly CdEvent each in events)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_sinks[Columns.X].Space(2), each.X);
            BinaryPrimitives.WriteUInt16LittleEndian(_sinks[Columns.Y].Space(2), each.Y);
            BinaryPrimitives.WriteInt64LittleEndian(_sinks[Columns.Time].Space(8), each.Time);
            _sinks[Columns.Polarity].Space(1)[0] = each.IsOn ? (byte)1 : (byte)0;
            for (int i = 0; i < Arrays.Length; i++)
                _sinks[i].Advance(Arrays[i].Bytes);
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (FileStream each in disposing ? _waiting : [])
            each.Dispose();
        base.Dispose(disposing);
    }

    private static Stream Entry(ZipArchive archive, string name, NpyHeader header)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        // The same events give the same bytes.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Stream content = entry.Open();
        content.Write(header.ToBytes());
        return content;
    }
}
