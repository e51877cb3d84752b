using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Yolov5.Data;

/// <summary>
/// The few shapes that a data set's description is made of: a value is a <see cref="string"/>, a
/// <see cref="List{T}"/> of values or a <see cref="Dictionary{TKey, TValue}"/> of them. Built from the parser's events,
/// with every depth and count bounded, because the file may come from anywhere.
/// </summary>
internal sealed class DatasetYaml
{
    public const int MaximumBytes = 4 << 20;
    private const int MaximumDepth = 16;
    private const int MaximumValues = 200_000;

    private readonly Dictionary<AnchorName, object> _anchors = [];
    private readonly IParser _parser;
    private int _values;
    private Mark _last = Mark.Empty;

    private DatasetYaml(IParser parser) => _parser = parser;

    /// <summary>Reads the one document of a text as a map.</summary>
    /// <exception cref="InvalidInputException">The text is no YAML map; the message has line and column.</exception>
    public static Dictionary<string, object> Read(string text, string name)
    {
        DatasetYaml reader = new(new Parser(new StringReader(text)));
        try
        {
            reader._parser.Consume<StreamStart>();
            if (!reader._parser.TryConsume<DocumentStart>(out _))
                throw new InvalidInputException($"{name} is empty; a data set's description has the keys train, val and names.");
            object root = reader.Value(depth: 0);
            reader._parser.Consume<DocumentEnd>();
            return root as Dictionary<string, object>
                ?? throw new InvalidInputException($"{name} is not a data set description: it must be a map with the keys train, val and names.");
        }
        catch (YamlException exception)
        {
            throw new InvalidInputException($"{name} is not valid YAML, {Place(exception.Start)}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            // YamlDotNet lets some malformed input end in these, such as a list that the file's end cuts off.
            throw new InvalidInputException($"{name} is not valid YAML, after {Place(reader._last)}: it breaks off or cannot be understood there.", exception);
        }
    }

    private static string Place(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"line {mark.Line}, column {mark.Column}");

    private object Value(int depth)
    {
        ParsingEvent start = _parser.Consume<ParsingEvent>();
        _last = start.Start;
        if (depth > MaximumDepth)
            throw new YamlException(start.Start, start.End, $"nested deeper than {MaximumDepth} levels");
        if (++_values > MaximumValues)
            throw new YamlException(start.Start, start.End, $"more than {MaximumValues} values");
        switch (start)
        {
            case Scalar scalar:
                return Remember(scalar, scalar.Value);
            case SequenceStart sequence:
                List<object> list = [];
                while (!_parser.TryConsume<SequenceEnd>(out _))
                    list.Add(Value(depth + 1));
                return Remember(sequence, list);
            case MappingStart mapping:
                Dictionary<string, object> map = new(StringComparer.Ordinal);
                while (!_parser.TryConsume<MappingEnd>(out _))
                {
                    Scalar key = _parser.Consume<Scalar>();
                    if (!map.TryAdd(key.Value, Value(depth + 1)))
                        throw new YamlException(key.Start, key.End, $"key '{key.Value}' is given twice");
                }

                return Remember(mapping, map);
            case AnchorAlias alias:
                // The value itself, not a copy: aliases of aliases cost nothing. An anchor is known once its value has ended.
                return _anchors.TryGetValue(alias.Value, out object? value)
                    ? value
                    : throw new YamlException(alias.Start, alias.End, $"alias '{alias.Value}' refers to nothing");
            default:
                throw new YamlException(start.Start, start.End, "a value is missing");
        }
    }

    private object Remember(NodeEvent node, object value)
    {
        if (!node.Anchor.IsEmpty)
            _anchors[node.Anchor] = value;
        return value;
    }
}
