using System.Text;

namespace Files;

/// <summary>Text of a file in a message: short, and without characters that would steer a terminal.</summary>
public static class Quote
{
    private const int MaximumLength = 80;

    /// <summary>The beginning of a text, as <see cref="Printable"/>.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > MaximumLength ? Printable(text[..MaximumLength]) + "..." : Printable(text);
    }

    /// <summary>The beginning of a text in UTF-8, as <see cref="Printable"/>.</summary>
    public static string Of(ReadOnlySpan<byte> text) => Of(Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaximumLength + 1)]));

    /// <summary>The text with '?' for every control character.</summary>
    public static string Printable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(char.IsControl) ? string.Concat(text.Select(static letter => char.IsControl(letter) ? '?' : letter)) : text;
    }

    /// <summary>The first of some names, separated by commas.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(21).Select(Of)];
        return first.Length > 20 ? string.Join(", ", first[..20]) + ", ..." : string.Join(", ", first);
    }
}
