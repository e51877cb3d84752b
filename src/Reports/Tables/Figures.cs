using System.Globalization;

namespace Reports.Tables;

/// <summary>Formats figures in the same way everywhere: invariant culture, units in the heading, one number of decimals per column.</summary>
internal static class Figures
{
    public const double MiB = 1024.0 * 1024.0;
    public const double GiB = 1024.0 * MiB;

    /// <summary>Decimals that leave the smallest value of a column three significant digits, at most four.</summary>
    public static int Decimals(IEnumerable<double?> values)
    {
        double smallest = double.MaxValue;
        foreach (double? value in values)
        {
            if (value is double number && number != 0 && double.IsFinite(number))
                smallest = Math.Min(smallest, Math.Abs(number));
        }

        if (smallest == double.MaxValue)
            return 0;
        return Math.Clamp(2 - (int)Math.Floor(Math.Log10(smallest)), 0, 4);
    }

    public static string Fixed(double value, int decimals)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "-∞";
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Three significant digits without an exponent.</summary>
    public static string Short(double value) => Fixed(value, Decimals([value]));

    public static string Milliseconds(double seconds) => Short(seconds * 1000) + " ms";

    public static string Mebibytes(double bytes) => Short(bytes / MiB) + " MiB";

    /// <summary>Bytes as GiB from 1 GiB on, as MiB below.</summary>
    public static string Memory(double bytes) => bytes >= GiB ? Short(bytes / GiB) + " GiB" : Mebibytes(bytes);

    public static string Percent(double fraction, int decimals = 1) => Fixed(fraction * 100, decimals) + "%";

    /// <summary>A relative change with its sign: +3.1%, -0.2%.</summary>
    public static string Change(double fraction, int decimals = 1)
    {
        string text = Fixed(fraction * 100, decimals);
        bool zero = text.Trim('-', '0', '.').Length == 0;
        return zero ? Fixed(0, decimals) + "%" : (fraction > 0 ? "+" : "") + text + "%";
    }

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Count(int count, string singular, string? plural = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? singular : plural ?? singular + "s")}");
}
