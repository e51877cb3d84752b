using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Yolov5.Configuration;

/// <summary>
/// Reads a small YAML file of settings into <see cref="YamlValue"/>s, which know their lines, so that every
/// complaint names file, line and key. Whatever is in the file, the result is a value or an
/// <see cref="InvalidInputException"/>.
/// </summary>
internal static class YamlDocument
{
    // Files of settings are a few kilobytes and a few levels deep; far more is another kind of file, and nesting
    // without a limit would let a file overflow the stack.
    private const int MostCharacters = 1 << 20;
    private const int DeepestLevel = 16;

    /// <summary>Reads the mapping that a file holds.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or is not a YAML mapping.</exception>
    public static YamlValue ReadFile(string path) => Parse(Encoding.UTF8.GetString(TextFile.ReadUtf8(path, MostCharacters)), path);

    /// <summary>Reads the mapping that a text holds; <paramref name="source"/> names it in complaints.</summary>
    /// <exception cref="InvalidInputException">The text is not a YAML mapping.</exception>
    public static YamlValue Parse(string text, string source)
    {
        if (text.Length > MostCharacters)
            throw new InvalidInputException($"{source}: {text.Length} characters are too many for settings (at most {MostCharacters}).");
        try
        {
            Parser parser = new(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                throw new InvalidInputException($"{source}: is empty; a mapping of keys to values is expected.");
            YamlValue root = Read(parser, source, "", 0);
            return root.IsMapping ? root : throw new InvalidInputException($"{source}: holds {root.Described}; a mapping of keys to values is expected.");
        }
        catch (YamlException failure)
        {
            throw new InvalidInputException($"{source}, line {failure.Start.Line}: is not valid YAML: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner may throw exceptions other than its own on broken input.
            throw new InvalidInputException($"{source}: is not valid YAML.", failure);
        }
    }

    private static YamlValue Read(Parser parser, string source, string key, int depth)
    {
        ParsingEvent current = parser.Current ?? throw new InvalidInputException($"{source}: ends too early.");
        long line = current.Start.Line;
        if (depth > DeepestLevel)
            throw new InvalidInputException($"{source}, line {line}: is nested deeper than {DeepestLevel} levels.");
        parser.MoveNext();
        switch (current)
        {
            case Scalar scalar:
                return new YamlValue(source, key, line, scalar.Value, scalar.Style == ScalarStyle.Plain);
            case SequenceStart:
                List<YamlValue> items = [];
                while (!parser.TryConsume<SequenceEnd>(out _))
                    items.Add(Read(parser, source, $"{key}[{items.Count}]", depth + 1));
                return new YamlValue(source, key, line, items);
            case MappingStart:
                List<KeyValuePair<string, YamlValue>> entries = [];
                HashSet<string> seen = new(StringComparer.Ordinal);
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    if (!parser.TryConsume<Scalar>(out var name))
                        throw new InvalidInputException($"{source}, line {parser.Current?.Start.Line}: a key must be a single word.");
                    if (!seen.Add(name.Value))
                        throw new InvalidInputException($"{source}, line {name.Start.Line}: the key '{name.Value}' appears twice.");
                    entries.Add(new(name.Value, Read(parser, source, key.Length == 0 ? name.Value : $"{key}.{name.Value}", depth + 1)));
                }

                return new YamlValue(source, key, line, entries);
            case AnchorAlias:
                throw new InvalidInputException($"{source}, line {line}: aliases (*name) are not supported; write the value out.");
            default:
                throw new InvalidInputException($"{source}, line {line}: is not valid YAML here.");
        }
    }
}
