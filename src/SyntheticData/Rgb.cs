namespace SyntheticData;

/// <summary>A colour, each channel 0 to 1 once it is on the film; light may take it beyond for a while.</summary>
/// <remarks>System.Numerics.Vector3 is not used: it may fuse multiplications and additions, which rounds differently from machine to machine.</remarks>
internal readonly record struct Rgb(float R, float G, float B)
{
    /// <summary>Perceived brightness (ITU-R BT.601 weights).</summary>
    public float Luminance => 0.299f * R + 0.587f * G + 0.114f * B;

    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public static Rgb operator *(Rgb a, float factor) => new(a.R * factor, a.G * factor, a.B * factor);

    public static Rgb operator *(Rgb a, Rgb b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    public static Rgb Grey(float value) => new(value, value, value);

    /// <summary>a where t is 0, b where t is 1.</summary>
    public static Rgb Mix(Rgb a, Rgb b, float t) => a * (1 - t) + b * t;

    /// <summary>Colour of a hue (0 to 1 round the circle, 0 is red), a saturation and a value.</summary>
    public static Rgb FromHsv(float hue, float saturation, float value)
    {
        return new Rgb(Channel(5), Channel(3), Channel(1));

        float Channel(int n)
        {
            float k = n + (hue - MathF.Floor(hue)) * 6;
            k = k >= 6 ? k - 6 : k;
            return value - value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1);
        }
    }

    /// <summary>Visible distance of two colours, 0 to about 1; brightness counts more than hue.</summary>
    public static float Distance(Rgb a, Rgb b)
    {
        float r = a.R - b.R, g = a.G - b.G, blue = a.B - b.B;
        return MathF.Sqrt(0.3f * r * r + 0.5f * g * g + 0.2f * blue * blue);
    }
}
