namespace Yolov5.Configuration;

/// <summary>Text of a file in a message: short, and without characters that would steer a terminal.</summary>
internal static class Quote
{
    private const int MaximumLength = 80;

    /// <summary>The beginning of a text, as <see cref="Printable"/>.</summary>
    public static string Of(string text) => text.Length > MaximumLength ? Printable(text[..MaximumLength]) + "..." : Printable(text);

    /// <summary>The text with '?' for every control character.</summary>
    public static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static letter => char.IsControl(letter) ? '?' : letter)) : text;

    /// <summary>The first of some names, separated by commas.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(21).Select(Of)];
        return first.Length > 20 ? string.Join(", ", first[..20]) + ", ..." : string.Join(", ", first);
    }
}
