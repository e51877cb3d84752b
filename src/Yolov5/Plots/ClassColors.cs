using SkiaSharp;

namespace Yolov5.Plots;

/// <summary>Colours of classes, the same in every picture.</summary>
internal static class ClassColors
{
    // Steps of the golden angle keep the hues of neighbouring classes, and of any first few, far apart.
    private const double GoldenAngle = 137.508;
    private const double FirstHue = 4;

    // Every third class is darker or paler than the others, so that near hues of many classes differ all the same.
    private static readonly (float Saturation, float Lightness)[] Tones = [(90, 52), (75, 40), (95, 66)];

    /// <summary>The colour of a class.</summary>
    public static SKColor Of(int classId)
    {
        (float saturation, float lightness) = Tones[classId / 7 % Tones.Length];
        return SKColor.FromHsl((float)((FirstHue + (classId * GoldenAngle)) % 360), saturation, lightness);
    }

    /// <summary>Black or white: the one that can be read on a colour (relative luminance of ITU-R BT.709).</summary>
    public static SKColor TextOn(SKColor color) =>
        (0.2126 * color.Red) + (0.7152 * color.Green) + (0.0722 * color.Blue) > 140 ? SKColors.Black : SKColors.White;
}
