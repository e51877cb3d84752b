namespace Yolov5.Data.Augmentation;

/// <summary>
/// A colour as the three cube roots of CIE L*a*b* (1976) under D65, from and to sRGB (IEC 61966-2-1). Its lightness L* is 116 Y - 16; a* and
/// b* are differences of the roots, so that another lightness shifts all three alike. Curves are read from tables of 4096 steps.
/// </summary>
/// <param name="X">f(X / Xn).</param>
/// <param name="Y">f(Y / Yn).</param>
/// <param name="Z">f(Z / Zn).</param>
internal readonly record struct LabColour(float X, float Y, float Z)
{
    internal const float WhiteX = 0.950456f, WhiteZ = 1.088754f;
    internal const float Bend = 0.008856f, Slope = 7.787f, Shift = 16f / 116;
    internal const int Steps = 4096;

    internal static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(value => ToLinear(value / 255f))];
    internal static readonly float[] Roots = [.. Enumerable.Range(0, Steps + 2).Select(i => Root((float)i / Steps))];
    internal static readonly float[] Encoded = [.. Enumerable.Range(0, Steps + 2).Select(i => Encode((float)i / Steps))];

    /// <summary>Lightness, 0 to 100.</summary>
    public static float LightnessOf(byte red, byte green, byte blue) => (116 * RootOfY(Linear[red], Linear[green], Linear[blue])) - 16;

    public static LabColour FromRgb(byte red, byte green, byte blue)
    {
        (float r, float g, float b) = (Linear[red], Linear[green], Linear[blue]);
        return new LabColour(
            FromTable(Roots, ((0.412453f * r) + (0.357580f * g) + (0.180423f * b)) / WhiteX),
            RootOfY(r, g, b),
            FromTable(Roots, ((0.019334f * r) + (0.119193f * g) + (0.950227f * b)) / WhiteZ));
    }

    /// <summary>The same colour at another lightness.</summary>
    public LabColour At(float lightness)
    {
        float shift = ((lightness + 16) / 116) - Y;
        return new LabColour(X + shift, Y + shift, Z + shift);
    }

    public (byte Red, byte Green, byte Blue) ToRgb()
    {
        float x = Power(X) * WhiteX, y = Power(Y), z = Power(Z) * WhiteZ;
        return (
            ToByte((3.240479f * x) - (1.537150f * y) - (0.498535f * z)),
            ToByte((-0.969256f * x) + (1.875991f * y) + (0.041556f * z)),
            ToByte((0.055648f * x) - (0.204043f * y) + (1.057311f * z)));
    }

    private static float RootOfY(float red, float green, float blue) => FromTable(Roots, (0.212671f * red) + (0.715160f * green) + (0.072169f * blue));

    private static float FromTable(float[] table, float share)
    {
        float position = Math.Clamp(share, 0, 1) * Steps;
        int step = (int)position;
        return table[step] + ((position - step) * (table[step + 1] - table[step]));
    }

    private static float Root(float value) => value > Bend ? MathF.Cbrt(value) : (Slope * value) + Shift;

    private static float Power(float value) => value * value * value > Bend ? value * value * value : (value - Shift) / Slope;

    private static float ToLinear(float value) => value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);

    private static float Encode(float linear) => 255 * (linear <= 0.0031308f ? 12.92f * linear : (1.055f * MathF.Pow(linear, 1 / 2.4f)) - 0.055f);

    private static byte ToByte(float linear) => (byte)(FromTable(Encoded, linear) + 0.5f);
}
