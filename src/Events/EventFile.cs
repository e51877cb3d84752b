using Events.Csv;
using Events.Dat;
using Events.Npz;
using Events.Raw;

namespace Events;

/// <summary>Opens and writes files of events.</summary>
public static class EventFile
{
    /// <summary>The formats, for errors and help.</summary>
    public const string KnownFormats = "Prophesee RAW (EVT 2.0, 2.1, 3.0), Prophesee DAT, CSV and NPZ";

    /// <summary>Opens a file; the format is found by its content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Facts that the file may leave out; null for none.</param>
    /// <exception cref="InvalidInputException">The file cannot be opened, or its beginning is not one of a file of events.</exception>
    public static EventReader Open(string path, EventReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream;
        try
        {
            // The readers have their own buffers.
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException($"{path} cannot be read: {exception.Message}", exception);
        }

        return Open(stream, path, options);
    }

    /// <summary>Reads a stream; the format is found by its content.</summary>
    /// <param name="stream">The file. It is closed with the reader, and on an error. NPZ needs a stream that can seek.</param>
    /// <param name="name">Name of the file, for errors.</param>
    /// <param name="options">Facts that the file may leave out; null for none.</param>
    /// <exception cref="InvalidInputException">The beginning is not one of a file of events.</exception>
    public static EventReader Open(Stream stream, string name, EventReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ByteBlocks blocks = new(stream, name, stream.CanSeek ? stream.Length : null);
        try
        {
            return Open(blocks, stream, options ?? new EventReadOptions());
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    /// <summary>Begins a file on a stream.</summary>
    /// <param name="stream">Receives the file; it is not closed.</param>
    /// <param name="format">Format of the file.</param>
    /// <param name="size">Size of the sensor: RAW up to 2048x2048, the others up to 16384x16384.</param>
    /// <exception cref="InvalidInputException">The size does not fit the format.</exception>
    public static EventWriter Create(Stream stream, EventFormat format, SensorSize size)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return format switch
        {
            EventFormat.Evt2 => new Evt2Writer(stream, size),
            EventFormat.Evt21 => new Evt21Writer(stream, size),
            EventFormat.Evt3 => new Evt3Writer(stream, size),
            EventFormat.Dat => new DatWriter(stream, size),
            EventFormat.Csv => new CsvWriter(stream, size),
            EventFormat.Npz => new NpzWriter(stream, size),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
    }

    /// <summary>Writes a file as a whole, or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Format of the file.</param>
    /// <param name="size">Size of the sensor.</param>
    /// <param name="write">Writes the events.</param>
    /// <exception cref="InvalidInputException">The file cannot be written, or an event does not fit.</exception>
    public static void Write(string path, EventFormat format, SensorSize size, Action<EventWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        AtomicFile.Write(path, stream =>
        {
            using EventWriter writer = Create(stream, format, size);
            write(writer);
            writer.Complete();
        });
    }

    /// <summary>The usual ending of the files of a format, with its dot.</summary>
    public static string Extension(EventFormat format) => format switch
    {
        EventFormat.Evt2 or EventFormat.Evt21 or EventFormat.Evt3 => ".raw",
        EventFormat.Dat => ".dat",
        EventFormat.Csv => ".csv",
        EventFormat.Npz => ".npz",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>The format of a file by the ending of its name, RAW as EVT 3.0; null for another ending.</summary>
    public static EventFormat? FormatOf(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return Enum.GetValues<EventFormat>().Cast<EventFormat?>().LastOrDefault(format => Extension(format!.Value) == extension);
    }

    private static EventReader Open(ByteBlocks blocks, Stream stream, EventReadOptions options)
    {
        if (!blocks.Require(2))
            throw new InvalidInputException($"{blocks.Name} has {blocks.Rest.Length} bytes and no events; readable are {KnownFormats}.");
        if (blocks.Require(3) && blocks.Rest.StartsWith("\uFEFF"u8))
            blocks.Advance(3);
        if (!blocks.Require(1))
            throw new InvalidInputException($"{blocks.Name} has no events; readable are {KnownFormats}.");
        ReadOnlySpan<byte> start = blocks.Rest;
        if (start.StartsWith("PK"u8))
        {
            if (!stream.CanSeek)
                throw new InvalidInputException($"{blocks.Name}: an archive can be read from a file only, not from a pipe.");
            stream.Position = 0;
            return NpzReader.Open(stream, blocks.Name, options);
        }

        if (start.StartsWith("% "u8))
        {
            PercentHeader header = PercentHeader.Read(blocks);
            if (header["Data"] is not null)
                return DatReader.Open(blocks, header, options);
            RawHeader raw = RawHeader.Of(header);
            SensorSize? size = options.SizeOf(blocks.Name, raw.Size);
            return raw.Format switch
            {
                EventFormat.Evt2 => new Evt2Reader(blocks, size),
                EventFormat.Evt21 => new Evt21Reader(blocks, size, raw.IsLegacy),
                _ => new Evt3Reader(blocks, size),
            };
        }

        return start[0] is (byte)'%' or (byte)'#' || char.IsAsciiLetterOrDigit((char)start[0])
            ? CsvReader.Open(blocks, options)
            : throw new InvalidInputException($"{blocks.Name} begins with '{Quote.Of(start[..Math.Min(8, start.Length)])}' and is no file of events; readable are {KnownFormats}.");
    }
}
