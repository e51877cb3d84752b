using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Events.Csv;

/// <summary>
/// Reads text with a row an event: whole numbers separated by commas, the time in microseconds, the polarity 0 or 1 (or -1
/// for 0). A line of names says which column is which. Lines that begin with # or % are comments, but
/// <c>%geometry:WIDTH,HEIGHT</c> gives the size of the sensor, as Prophesee's metavision_file_to_csv writes it.
/// </summary>
internal sealed class CsvReader : EventReader
{
    private const int LongestLine = 1024;

    // Longer numbers are no time of a recording, and would not fit.
    private const int MostDigits = 18;

    private static readonly string[] Names = ["x", "y", "t", "p"];

    private readonly ByteBlocks _blocks;
    private readonly int[] _columns;
    private readonly long[] _bounds;
    private long _line;
    private bool _isEnd;

    private CsvReader(ByteBlocks blocks, SensorSize? size, int[] columns, long line)
        : base(blocks.Name, EventFormat.Csv, size)
    {
        (_blocks, _columns, _line) = (blocks, columns, line);
        _bounds = [(size?.Width ?? SensorSize.Most) - 1, (size?.Height ?? SensorSize.Most) - 1, CdEvent.MostTime, 1];
    }

    /// <summary>Reads the lines before the first event.</summary>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    public static CsvReader Open(ByteBlocks blocks, EventReadOptions options)
    {
        SensorSize? size = null;
        int[] columns = Columns.Parse(options.CsvColumns)
            ?? throw new InvalidInputException($"{blocks.Name}: the columns are given as '{Quote.Of(options.CsvColumns)}'; expected are {Columns.Known}, separated by commas.");
        long line = 0;
        while (TryLine(blocks, line + 1, out string text, out int bytes))
        {
            bool isComment = text.Length == 0 || text[0] is '#' or '%';
            if (!isComment && !char.IsAsciiLetter(text[0]))
                break;
            blocks.Advance(bytes);
            line++;
            if (text.StartsWith("%geometry:", StringComparison.Ordinal))
            {
                string[] sides = text["%geometry:".Length..].Split(',');
                size = sides.Length == 2 && SensorSize.TryParse(sides[0].Trim(), sides[1].Trim(), out SensorSize inFile)
                    ? inFile
                    : throw new InvalidInputException($"{blocks.Name}, line {line}: the line is '{Quote.Of(text)}'; '%geometry:WIDTH,HEIGHT' is expected, each side 1 to {SensorSize.Most}.");
            }
            else if (!isComment)
            {
                columns = Columns.Parse(text)
                    ?? throw new InvalidInputException($"{blocks.Name}, line {line}: the columns are '{Quote.Of(text)}'; expected are {Columns.Known}, separated by commas.");
                break;
            }
        }

        return new CsvReader(blocks, options.SizeOf(blocks.Name, size), columns, line);
    }

    private protected override int ReadBlock(Span<CdEvent> events)
    {
        while (true)
        {
            // Only whole lines are parsed, so that parsing needs no check for the end: every line ends in a line break.
            ReadOnlySpan<byte> lines = _blocks.Rest;
            int end = lines.LastIndexOf((byte)'\n') + 1;
            int count = Parse(lines[..end], events, out int used);
            _blocks.Advance(used);
            if (count > 0)
                return count;
            if (used < end)
                continue;
            if (_blocks.Rest.Length > LongestLine)
                throw TooLong(_blocks.Name, _line + 1);
            if (!_isEnd && _blocks.Fill())
                continue;
            _isEnd = true;
            return Last(events);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _blocks.Dispose();
    }

    private static InvalidInputException TooLong(string name, long line) => new($"{name}, line {line}: the line is longer than {LongestLine} bytes.");

    /// <summary>The next line as text, which stays unread.</summary>
    private static bool TryLine(ByteBlocks blocks, long number, out string text, out int bytes)
    {
        while (true)
        {
            int end = blocks.Rest.IndexOf((byte)'\n');
            if (end > LongestLine || (end < 0 && blocks.Rest.Length > LongestLine))
                throw TooLong(blocks.Name, number);
            if (end < 0 && blocks.Fill())
                continue;
            bytes = end < 0 ? blocks.Rest.Length : end + 1;
            text = Encoding.Latin1.GetString(blocks.Rest[..bytes]).Trim();
            return bytes > 0;
        }
    }

    /// <summary>The last line, if no line break ends it.</summary>
    private int Last(Span<CdEvent> events)
    {
        if (_blocks.Rest.Length == 0)
            return 0;
        byte[] line = [.. _blocks.Rest, (byte)'\n'];
        _blocks.Advance(_blocks.Rest.Length);
        return Parse(line, events, out _);
    }

    private int Parse(ReadOnlySpan<byte> lines, Span<CdEvent> events, out int used)
    {
        Span<long> values = stackalloc long[Columns.Count];
        int count = 0, at = 0;
        while (at < lines.Length && count < events.Length)
        {
            _line++;
            if (lines[at] is (byte)'#' or (byte)'%' or (byte)'\n' or (byte)'\r')
            {
                at += lines[at..].IndexOf((byte)'\n') + 1;
                continue;
            }

            for (int i = 0; i < Columns.Count; i++)
            {
                values[_columns[i]] = Number(lines, ref at, _columns[i]);
                Separate(lines, ref at, isLast: i == Columns.Count - 1);
            }

            events[count++] = new CdEvent(values[Columns.Time], (ushort)values[Columns.X], (ushort)values[Columns.Y], values[Columns.Polarity] > 0);
        }

        used = at;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Number(ReadOnlySpan<byte> lines, ref int at, int column)
    {
        int start = at;
        long value = Digits(lines, ref at);
        return (uint)(at - start - 1) < MostDigits && value <= _bounds[column] ? value : Unusual(lines, start, out at, column);
    }

    // The sum may overflow; the number of digits tells.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Digits(ReadOnlySpan<byte> lines, ref int at)
    {
        long value = 0;
        if (BinaryPrimitives.TryReadUInt64LittleEndian(lines[at..], out ulong text))
        {
            value = LeadingDigits(text, out int count);
            at += count;
            if (count < sizeof(ulong))
                return value;
        }

        uint digit;
        while ((digit = (uint)lines[at] - '0') <= 9)
        {
            value = value * 10 + digit;
            at++;
        }

        return value;
    }

    /// <summary>
    /// The number at the start of eight characters, the first of which is the lowest byte. Coordinates have one to four digits: the
    /// processor would guess wrongly when a loop over them ends, and that takes longer than all of this.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint LeadingDigits(ulong text, out int count)
    {
        // Digits become 0 to 9. In every other character a bit of the upper half is set, or is when 6 is added. A carry changes
        // later characters alone, and only the first that is no digit counts.
        ulong digits = text ^ 0x3030303030303030;
        ulong others = (digits | (digits + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0;
        count = BitOperations.TrailingZeroCount(others) >> 3;

        // Zeros before the number make it eight digits: first pairs of digits are joined, then pairs of pairs, then both halves.
        digits = count == 0 ? 0 : digits << (64 - 8 * count);
        digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FF;
        digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFF;
        return (uint)(digits * 10_000 + (digits >> 32));
    }

    /// <summary>A number with spaces before it, or -1 for a polarity.</summary>
    private long Unusual(ReadOnlySpan<byte> lines, int first, out int at, int column)
    {
        at = first;
        while (lines[at] == ' ')
            at++;
        int begin = at;
        bool isMinusOne = column == Columns.Polarity && lines[at] == '-';
        if (isMinusOne)
            at++;
        int start = at;
        long value = Digits(lines, ref at);
        if (at == start || at - start > MostDigits || value > _bounds[column] || (isMinusOne && value != 1))
            throw Wrong(lines, begin, column);
        return isMinusOne ? 0 : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Separate(ReadOnlySpan<byte> lines, ref int at, bool isLast)
    {
        byte expected = isLast ? (byte)'\n' : (byte)',';
        if (lines[at] != expected)
            SkipSpaces(lines, ref at, expected);
        at++;
    }

    private void SkipSpaces(ReadOnlySpan<byte> lines, ref int at, byte expected)
    {
        while (lines[at] is (byte)' ' or (byte)'\r')
            at++;
        if (lines[at] == expected)
            return;
        int end = lines[at..].IndexOf((byte)'\n');
        throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
            $"{Name}, line {_line}: {(end == 0 ? "the line ends too early" : $"'{Quote.Of(lines.Slice(at, end))}' cannot be read")}; {Columns.Count} whole numbers separated by commas are expected."));
    }

    private InvalidInputException Wrong(ReadOnlySpan<byte> lines, int first, int column)
    {
        ReadOnlySpan<byte> text = lines[first..];
        text = text[..text.IndexOfAny((byte)',', (byte)'\n')];
        string allowed = column switch
        {
            Columns.Time => "a whole number of microseconds from 0 on, of at most 18 digits,",
            Columns.Polarity => "0, 1 or -1",
            _ => string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {_bounds[column]}"),
        };
        return new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{Name}, line {_line}: {Names[column]} is '{Quote.Of(text)}'; {allowed} is expected."));
    }
}
