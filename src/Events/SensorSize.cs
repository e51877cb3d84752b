using System.Globalization;

namespace Events;

/// <summary>Columns and rows of a sensor.</summary>
/// <param name="Width">Columns, 1 to <see cref="Most"/>.</param>
/// <param name="Height">Rows, 1 to <see cref="Most"/>.</param>
public readonly record struct SensorSize(int Width, int Height)
{
    /// <summary>The largest width and height: a coordinate has 14 bits in a DAT file, and fewer in the other formats.</summary>
    public const int Most = 1 << 14;

    /// <summary>Pixels in all.</summary>
    public int Pixels => Width * Height;

    /// <summary>Returns true if both sides are in their range.</summary>
    public bool IsValid => Width is >= 1 and <= Most && Height is >= 1 and <= Most;

    /// <summary>Reads a text such as <c>1280x720</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Place of the text, for errors.</param>
    /// <exception cref="InvalidInputException">It is no such text, or a side is out of its range.</exception>
    public static SensorSize Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] sides = text.Split('x');
        return sides.Length == 2 && TryParse(sides[0], sides[1], out SensorSize size)
            ? size
            : throw new InvalidInputException($"{source}: the size of the sensor is '{Quote.Of(text)}'; WIDTHxHEIGHT such as 1280x720 is expected, each side 1 to {Most}.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    internal static bool TryParse(string width, string height, out SensorSize size)
    {
        bool isRead = int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int columns) & int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int rows);
        size = new SensorSize(columns, rows);
        return isRead && size.IsValid;
    }
}
