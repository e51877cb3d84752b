using System.Text;

namespace Events;

/// <summary>Parts of files in errors: printable and not long, whatever the file holds.</summary>
internal static class Quoted
{
    private const int Longest = 40;

    public static string Short(string text)
    {
        StringBuilder shown = new();
        foreach (char each in text.AsSpan(0, Math.Min(text.Length, Longest)))
            shown.Append(char.IsControl(each) || char.IsSurrogate(each) ? '?' : each);
        return text.Length > Longest ? shown.Append("...").ToString() : shown.ToString();
    }

    public static string Short(ReadOnlySpan<byte> bytes) =>
        Short(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Longest + 1)]));
}
