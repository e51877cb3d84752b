using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Yolov5.Data.Augmentation;

/// <summary><see cref="HsvConversion"/> for eight pixels at once; every value equals the one-pixel conversion's.</summary>
internal static class HsvVectors
{
    private const int Shift = 12;
    private const int Half = 1 << (Shift - 1);

    /// <summary>Hue, saturation and value of eight pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Hue, Vector256<int> Saturation, Vector256<int> Value) FromRgb(Vector256<int> red, Vector256<int> green, Vector256<int> blue)
    {
        Vector256<int> value = Vector256.Max(red, Vector256.Max(green, blue));
        Vector256<int> range = value - Vector256.Min(red, Vector256.Min(green, blue));

        // If the divisor is 0, so is the range, and the quotient is multiplied by 0.
        Vector256<int> saturation = ((range * Divisors(255f, value)) + Vector256.Create(Half)) >> Shift;
        Vector256<int> sixths = Vector256.ConditionalSelect(
            Vector256.Equals(value, red),
            green - blue,
            Vector256.ConditionalSelect(Vector256.Equals(value, green), blue - red + (range << 1), red - green + (range << 2)));
        Vector256<int> hue = ((sixths * Divisors(HsvConversion.HueRange / 6f, range)) + Vector256.Create(Half)) >> Shift;
        hue += Vector256.LessThan(hue, Vector256<int>.Zero) & Vector256.Create(HsvConversion.HueRange);
        return (hue, saturation, value);
    }

    /// <summary>Red, green and blue of eight pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Red, Vector256<int> Green, Vector256<int> Blue) ToRgb(Vector256<int> hue, Vector256<int> saturation, Vector256<int> value)
    {
        Vector256<float> position = Vector256.ConvertToSingle(hue) * (6f / HsvConversion.HueRange);
        Vector256<float> sector = Vector256.Floor(position);
        Vector256<float> fraction = position - sector;
        Vector256<float> top = Vector256.ConvertToSingle(value) * (1f / 255);
        Vector256<float> chroma = top * (Vector256.ConvertToSingle(saturation) * (1f / 255));
        Vector256<int> bottom = ToByte(top - chroma);
        Vector256<int> falling = ToByte(top - (chroma * fraction));
        Vector256<int> rising = ToByte(top - (chroma * (Vector256<float>.One - fraction)));
        Vector256<int> is0 = Is(0), is1 = Is(1), is2 = Is(2), is3 = Is(3), is4 = Is(4), is5 = Is(5);
        Vector256<int> red = ((is0 | is5) & value) | (is1 & falling) | ((is2 | is3) & bottom) | (is4 & rising);
        Vector256<int> green = ((is1 | is2) & value) | (is3 & falling) | ((is4 | is5) & bottom) | (is0 & rising);
        Vector256<int> blue = ((is3 | is4) & value) | (is5 & falling) | ((is0 | is1) & bottom) | (is2 & rising);
        return (red, green, blue);

        Vector256<int> Is(int number) => Vector256.Equals(sector, Vector256.Create((float)number)).AsInt32();
    }

    /// <summary>The tables' entries, scale * 4096 / divisor, rounded half to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Divisors(float scale, Vector256<int> divisor)
    {
        Vector256<float> safe = Vector256.ConvertToSingle(Vector256.Max(divisor, Vector256<int>.One));
        return Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Create(scale * (1 << Shift)) / safe));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ToByte(Vector256<float> share) => Vector256.ConvertToInt32Native(Vector256.Round(share * 255f));
}
