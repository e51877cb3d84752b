namespace Yolov5.Data.Augmentation;

/// <summary>A colour in CIE L*a*b* (1976) under D65, from and to sRGB (IEC 61966-2-1).</summary>
/// <param name="L">Lightness, 0 to 100.</param>
/// <param name="A">Green to red.</param>
/// <param name="B">Blue to yellow.</param>
internal readonly record struct LabColour(float L, float A, float B)
{
    private const float WhiteX = 0.950456f, WhiteZ = 1.088754f;
    private const float Bend = 0.008856f, Slope = 7.787f, Shift = 16f / 116;
    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(value => ToLinear(value / 255f))];

    public static LabColour FromRgb(byte red, byte green, byte blue)
    {
        (float r, float g, float b) = (Linear[red], Linear[green], Linear[blue]);
        float x = Root(((0.412453f * r) + (0.357580f * g) + (0.180423f * b)) / WhiteX);
        float y = Root((0.212671f * r) + (0.715160f * g) + (0.072169f * b));
        float z = Root(((0.019334f * r) + (0.119193f * g) + (0.950227f * b)) / WhiteZ);
        return new LabColour((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    public (byte Red, byte Green, byte Blue) ToRgb()
    {
        float fy = (L + 16) / 116;
        float x = Power(fy + (A / 500)) * WhiteX, y = Power(fy), z = Power(fy - (B / 200)) * WhiteZ;
        return (
            ToByte((3.240479f * x) - (1.537150f * y) - (0.498535f * z)),
            ToByte((-0.969256f * x) + (1.875991f * y) + (0.041556f * z)),
            ToByte((0.055648f * x) - (0.204043f * y) + (1.057311f * z)));
    }

    private static float Root(float value) => value > Bend ? MathF.Cbrt(value) : (Slope * value) + Shift;

    private static float Power(float value) => value * value * value > Bend ? value * value * value : (value - Shift) / Slope;

    private static float ToLinear(float value) => value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);

    private static byte ToByte(float linear)
    {
        float value = linear <= 0.0031308f ? 12.92f * linear : (1.055f * MathF.Pow(linear, 1 / 2.4f)) - 0.055f;
        return (byte)Math.Clamp(MathF.Round(255 * value), 0, 255);
    }
}
