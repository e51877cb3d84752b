namespace Yolov5.Weights;

/// <summary>Text of a file in a message: short, and without characters that would steer a terminal.</summary>
internal static class Quote
{
    private const int MaximumLength = 80;

    public static string Of(string text)
    {
        ReadOnlySpan<char> shown = text.AsSpan(0, Math.Min(text.Length, MaximumLength));
        string clean = string.Create(shown.Length, shown, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
                target[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
        return text.Length > MaximumLength ? clean + "..." : clean;
    }

    /// <summary>The first of some names, separated by commas.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(21).Select(Of)];
        return first.Length > 20 ? string.Join(", ", first[..20]) + ", ..." : string.Join(", ", first);
    }
}
