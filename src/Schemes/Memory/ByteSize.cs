using System.Globalization;

namespace Schemes.Memory;

/// <summary>Amounts of memory as people write them.</summary>
public static class ByteSize
{
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    /// <summary>Reads <c>4GiB</c>, <c>1.5 GiB</c>, <c>512MiB</c>, <c>1000000</c>.</summary>
    /// <exception cref="FormatException">The text is not a positive amount.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        double factor = 1;
        foreach ((string unit, double bytes) in Units)
        {
            if (trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                trimmed = trimmed[..^unit.Length].TrimEnd();
                factor = bytes;
                break;
            }
        }

        if (double.TryParse(trimmed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number * factor is >= 1 and < long.MaxValue)
            return (long)(number * factor);
        throw new FormatException($"'{text}' is not an amount of memory; 4GiB or 512MiB is expected.");
    }
}
