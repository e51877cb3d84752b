using System.Globalization;
using System.Numerics;
using System.Text;

namespace Yolov5.Weights;

/// <summary>Writes a tree as YAML in flow style: one line, strings in double quotes.</summary>
internal static class YamlText
{
    // A network's description has a few thousand characters.
    private const int MaximumLength = 1_000_000;

    /// <exception cref="InvalidDataException">The text would be longer than any description of a network.</exception>
    public static string Of(CheckpointValue value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>The tree is known to be at most <see cref="TreeShape.MaximumDepth"/> deep.</summary>
    private static void Append(StringBuilder text, CheckpointValue value)
    {
        if (text.Length > MaximumLength)
            throw new InvalidDataException("The description of the network is longer than a million characters.");
        switch (value)
        {
            case CheckpointScalar scalar:
                AppendScalar(text, scalar.Value);
                break;
            case CheckpointList list:
                AppendAll(text, '[', list, Append, ']');
                break;
            case CheckpointDictionary dictionary:
                AppendAll(text, '{', dictionary, AppendEntry, '}');
                break;
            default:
                AppendQuoted(text, $"<{value.Kind}>");
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, IEnumerable<T> items, Action<StringBuilder, T> append, char close)
    {
        text.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            if (!first)
                text.Append(", ");
            first = false;
            append(text, item);
        }

        text.Append(close);
    }

    private static void AppendEntry(StringBuilder text, KeyValuePair<CheckpointValue, CheckpointValue> entry)
    {
        Append(text, entry.Key);
        text.Append(": ");
        Append(text, entry.Value);
    }

    private static void AppendScalar(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool boolean:
                text.Append(boolean ? "true" : "false");
                break;
            case long or BigInteger:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case double number:
                text.Append(Number(number));
                break;
            case string characters:
                AppendQuoted(text, characters);
                break;
            default:
                AppendQuoted(text, "<a byte string>");
                break;
        }
    }

    private static string Number(double number)
    {
        if (double.IsNaN(number))
            return ".nan";
        if (double.IsInfinity(number))
            return number > 0 ? ".inf" : "-.inf";
        string digits = number.ToString("R", CultureInfo.InvariantCulture);
        // Without a point YAML would read an integer.
        return digits.AsSpan().IndexOfAny(".eE") < 0 ? digits + ".0" : digits;
    }

    private static void AppendQuoted(StringBuilder text, string characters)
    {
        if (characters.Length > MaximumLength)
            throw new InvalidDataException("The description of the network is longer than a million characters.");
        text.Append('"');
        foreach (char c in characters)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c < ' ' || c is '\u007F' or '\u0085' or '\u2028' or '\u2029')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                text.Append(c);
        }

        text.Append('"');
    }
}
