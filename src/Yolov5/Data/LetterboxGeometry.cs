namespace Yolov5.Data;

/// <summary>Placement of an image in a letterbox: the size it is resized to and the border around it.</summary>
/// <param name="Ratio">Wanted scale, new / old, before the new size is rounded to whole pixels.</param>
/// <param name="Width">Width of the resized image in pixels.</param>
/// <param name="Height">Height of the resized image in pixels.</param>
/// <param name="PadX">Border on each of the left and right sides, before rounding (a multiple of one half).</param>
/// <param name="PadY">Border on each of the upper and lower sides, before rounding (a multiple of one half).</param>
public readonly record struct LetterboxGeometry(double Ratio, int Width, int Height, double PadX, double PadY)
{
    /// <summary>Border on the left, in whole pixels.</summary>
    public int Left => Round(PadX - 0.1);

    /// <summary>Border on the right, in whole pixels.</summary>
    public int Right => Round(PadX + 0.1);

    /// <summary>Border above, in whole pixels.</summary>
    public int Top => Round(PadY - 0.1);

    /// <summary>Border below, in whole pixels.</summary>
    public int Bottom => Round(PadY + 0.1);

    /// <summary>Width of the result with its borders.</summary>
    public int OuterWidth => Left + Width + Right;

    /// <summary>Height of the result with its borders.</summary>
    public int OuterHeight => Top + Height + Bottom;

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
}
