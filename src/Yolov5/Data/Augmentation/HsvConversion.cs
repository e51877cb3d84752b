namespace Yolov5.Data.Augmentation;

/// <summary>
/// OpenCV's 8-bit conversion between RGB and HSV: hue 0 to 179, saturation and value 0 to 255. Towards HSV the division
/// is a 12-bit fixed-point table; back it is float32, rounded half to even.
/// </summary>
internal static class HsvConversion
{
    public const int HueRange = 180;

    private const int Shift = 12;
    private const int Half = 1 << (Shift - 1);
    private static readonly int[] SaturationDivisors = Divisors(255.0);
    private static readonly int[] HueDivisors = Divisors(HueRange / 6.0);

    public static (int Hue, int Saturation, int Value) FromRgb(int red, int green, int blue)
    {
        int value = Math.Max(red, Math.Max(green, blue));
        int range = value - Math.Min(red, Math.Min(green, blue));
        int saturation = ((range * SaturationDivisors[value]) + Half) >> Shift;
        int sixths;
        if (value == red)
            sixths = green - blue;
        else if (value == green)
            sixths = blue - red + (2 * range);
        else
            sixths = red - green + (4 * range);
        int hue = ((sixths * HueDivisors[range]) + Half) >> Shift;
        return (hue < 0 ? hue + HueRange : hue, saturation, value);
    }

    public static (byte Red, byte Green, byte Blue) ToRgb(int hue, int saturation, int value)
    {
        float position = hue * (6f / HueRange);
        int sector = (int)position;
        float fraction = position - sector;
        float top = value * (1f / 255);
        float chroma = top * (saturation * (1f / 255));
        byte bottom = ToByte(top - chroma);
        byte falling = ToByte(top - (chroma * fraction));
        byte rising = ToByte(top - (chroma * (1 - fraction)));
        byte full = (byte)value;
        return sector switch
        {
            0 => (full, rising, bottom),
            1 => (falling, full, bottom),
            2 => (bottom, full, rising),
            3 => (bottom, falling, full),
            4 => (rising, bottom, full),
            _ => (full, bottom, falling),
        };
    }

    private static byte ToByte(float share) => (byte)(int)MathF.Round(share * 255f, MidpointRounding.ToEven);

    private static int[] Divisors(double scale)
    {
        int[] table = new int[256];
        for (int i = 1; i < table.Length; i++)
            table[i] = (int)Math.Round((1 << Shift) * scale / i, MidpointRounding.ToEven);
        return table;
    }
}
