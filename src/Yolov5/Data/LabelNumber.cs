using System.Globalization;

namespace Yolov5.Data;

/// <summary>Reads the numbers of label files.</summary>
internal static class LabelNumber
{
    // Both are exact in a double, so that one division rounds once: the result is the nearest double
    // (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
    private const int MostDigits = 15;
    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a number; plain decimals, which nearly all are, several times as fast as the framework does.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        long digits = 0;
        int point = -1, count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9 && count < MostDigits)
            {
                digits = (digits * 10) + digit;
                count++;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = count;
            }
            else
            {
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            }
        }

        if (count == 0)
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        number = point < 0 ? digits : digits / Powers[count - point];
        return true;
    }
}
