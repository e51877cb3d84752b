using System.Globalization;
using System.IO.Compression;

namespace Events.Npz;

/// <summary>
/// Reads the arrays x, y, t and p of NumPy's archive, stored (np.savez) or compressed (np.savez_compressed). All are read at
/// once, block by block. Times are whole microseconds; polarities 0 or 1, or -1 for 0. An array <c>size</c> of two numbers
/// gives width and height of the sensor.
/// </summary>
internal sealed class NpzReader : EventReader
{
    private static readonly string[] Names = ["x", "y", "t", "p"];

    private readonly ZipArchive _archive;
    private readonly NpyColumn[] _columns;
    private readonly long[][] _values;
    private readonly long _count;
    private readonly int _mostX;
    private readonly int _mostY;
    private long _read;

    private NpzReader(string name, ZipArchive archive, NpyColumn[] columns, SensorSize? size)
        : base(name, EventFormat.Npz, size)
    {
        (_archive, _columns, _count) = (archive, columns, columns[0].Count);
        _values = [.. columns.Select(_ => new long[Math.Min(_count, NpyColumn.MostElements)])];
        (_mostX, _mostY) = ((size?.Width ?? SensorSize.Most) - 1, (size?.Height ?? SensorSize.Most) - 1);
    }

    /// <summary>Opens an archive.</summary>
    /// <param name="stream">The file, which can be sought in; it is closed with the reader.</param>
    /// <param name="name">Name of the file, for errors.</param>
    /// <param name="options">Facts that the file may leave out.</param>
    /// <exception cref="InvalidInputException">The archive is damaged, or lacks an array.</exception>
    public static NpzReader Open(Stream stream, string name, EventReadOptions options)
    {
        NpyColumn?[] columns = new NpyColumn?[Columns.Count];
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read);
            ZipArchiveEntry? sizeEntry = null;
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                    continue;
                string array = entry.FullName[..^".npy".Length];
                if (array == "size")
                    sizeEntry = entry;
                if (Columns.Of(array) is not (>= 0 and int column))
                    continue;
                if (columns[column] is not null)
                    throw new InvalidInputException($"{name}: more than one array is {Names[column]}; expected are {Columns.Known}.");
                columns[column] = new NpyColumn(new CheckedEntry(entry), $"{name}, {Quote.Of(entry.FullName)}");
            }

            Check(name, columns);
            return new NpzReader(name, archive, columns!, options.SizeOf(name, sizeEntry is null ? null : ReadSize(name, sizeEntry)));
        }
        catch (Exception exception)
        {
            foreach (NpyColumn? column in columns)
                column?.Dispose();
            archive?.Dispose();
            if (exception is InvalidInputException || !IsDamage(exception))
                throw;
            throw new InvalidInputException($"{name} cannot be read as an archive of arrays: {exception.Message}", exception);
        }
    }

    private protected override int ReadBlock(Span<CdEvent> events)
    {
        int count = (int)Math.Min(Math.Min(events.Length, NpyColumn.MostElements), _count - _read);
        if (count == 0)
        {
            foreach (NpyColumn column in _columns)
                column.Finish();
            return 0;
        }

        for (int i = 0; i < Columns.Count; i++)
            _columns[i].Read(_values[i].AsSpan(0, count));
        ReadOnlySpan<long> x = _values[Columns.X].AsSpan(0, count), y = _values[Columns.Y].AsSpan(0, count);
        ReadOnlySpan<long> t = _values[Columns.Time].AsSpan(0, count), p = _values[Columns.Polarity].AsSpan(0, count);
        events = events[..count];
        for (int i = 0; i < events.Length; i++)
        {
            if ((ulong)x[i] > (ulong)_mostX || (ulong)y[i] > (ulong)_mostY || (ulong)t[i] > CdEvent.MostTime || p[i] is < -1 or > 1)
                throw Wrong(i);
            events[i] = new CdEvent(t[i], (ushort)x[i], (ushort)y[i], p[i] > 0);
        }

        _read += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (NpyColumn column in _columns)
            column.Dispose();
        _archive.Dispose();
    }

    // What .NET's archive throws on damaged files.
    private static bool IsDamage(Exception exception) =>
        exception is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or OverflowException;

    private static void Check(string name, NpyColumn?[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is null)
                throw new InvalidInputException($"{name} has no array {Names[i]}; expected are {Columns.Known}.");
            if (columns[i]!.Count != columns[0]!.Count)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{name}: {Names[i]} has {columns[i]!.Count} elements and x has {columns[0]!.Count}; the same number is expected."));
        }
    }

    private static SensorSize ReadSize(string name, ZipArchiveEntry entry)
    {
        using NpyColumn column = new(new CheckedEntry(entry), $"{name}, size.npy");
        if (column.Count != 2)
            throw new InvalidInputException($"{name}: the array size has {column.Count} elements; width and height are expected.");
        long[] sides = new long[2];
        column.Read(sides);
        column.Finish();
        return sides.All(side => side is >= 1 and <= SensorSize.Most)
            ? new SensorSize((int)sides[0], (int)sides[1])
            : throw new InvalidInputException($"{name}: the array size holds {sides[0]} and {sides[1]}; width and height from 1 to {SensorSize.Most} are expected.");
    }

    private InvalidInputException Wrong(int i)
    {
        long[] most = [_mostX, _mostY, CdEvent.MostTime, 1], least = [0, 0, 0, -1];
        int column = Enumerable.Range(0, Columns.Count).First(each => _values[each][i] < least[each] || _values[each][i] > most[each]);
        return new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
            $"{Name}, element {_read + i}: {Names[column]} is {_values[column][i]}; allowed is {least[column]} to {most[column]}."));
    }
}
