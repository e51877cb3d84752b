using System.Text;

namespace Events.Raw;

/// <summary>The lines of text, each "% keyword value", with which RAW and DAT files begin.</summary>
/// <remarks>docs.prophesee.ai, RAW File Format and DAT File Format.</remarks>
internal sealed class PercentHeader
{
    private const int LongestLine = 4096;
    private const int MostLines = 1000;

    private readonly List<(string Keyword, string Value)> _lines = [];

    private PercentHeader(string name) => Name = name;

    /// <summary>Name of the file, for errors.</summary>
    public string Name { get; }

    /// <summary>Reads the header up to the first byte behind it.</summary>
    /// <exception cref="InvalidInputException">A line is too long, or there are too many.</exception>
    public static PercentHeader Read(ByteBlocks blocks)
    {
        PercentHeader header = new(blocks.Name);
        while (blocks.Require(2) && blocks.Rest[0] == '%' && blocks.Rest[1] == ' ')
        {
            if (header._lines.Count == MostLines)
                throw new InvalidInputException($"{blocks.Name}: the header has more than {MostLines} lines.");
            string line = header.Line(blocks);
            if (line == "end")
                break;
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            header._lines.Add(space < 0 ? (line, "") : (line[..space], line[(space + 1)..].Trim()));
        }

        return header;
    }

    /// <summary>The value of a keyword; null if no line has it.</summary>
    /// <exception cref="InvalidInputException">Two lines give it different values.</exception>
    public string? this[string keyword]
    {
        get
        {
            string? found = null;
            foreach ((string each, string value) in _lines)
            {
                if (!each.Equals(keyword, StringComparison.OrdinalIgnoreCase))
                    continue;
                if (found is not null && found != value)
                    throw new InvalidInputException($"{Name}: the header says '% {keyword} {Quote.Of(found)}' and '% {keyword} {Quote.Of(value)}'; one of them is expected.");
                found = value;
            }

            return found;
        }
    }

    private string Line(ByteBlocks blocks)
    {
        while (true)
        {
            int end = blocks.Rest[..Math.Min(blocks.Rest.Length, LongestLine)].IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.Latin1.GetString(blocks.Rest[2..end]).TrimEnd('\r');
                blocks.Advance(end + 1);
                return line;
            }

            if (blocks.Rest.Length >= LongestLine)
                throw new InvalidInputException($"{Name}: line {_lines.Count + 1} of the header is longer than {LongestLine} bytes.");
            if (!blocks.Fill())
                throw new InvalidInputException($"{Name} ends in line {_lines.Count + 1} of its header.");
        }
    }
}
