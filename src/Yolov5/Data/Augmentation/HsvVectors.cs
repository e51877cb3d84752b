using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Yolov5.Data.Augmentation;

/// <summary><see cref="HsvConversion"/> for sixteen pixels at once; every value equals the one-pixel conversion's.</summary>
internal static class HsvVectors
{
    private const int Shift = 12;
    private const int Half = 1 << (Shift - 1);

    /// <summary>Hue, saturation and value of sixteen pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<byte> Hue, Vector128<byte> Saturation, Vector128<byte> Value) FromRgb(
        Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue)
    {
        Vector128<byte> value = Vector128.Max(red, Vector128.Max(green, blue));
        Vector128<byte> range = value - Vector128.Min(red, Vector128.Min(green, blue));
        (Vector128<ushort> redLow, Vector128<ushort> redHigh) = Vector128.Widen(red);
        (Vector128<ushort> greenLow, Vector128<ushort> greenHigh) = Vector128.Widen(green);
        (Vector128<ushort> blueLow, Vector128<ushort> blueHigh) = Vector128.Widen(blue);
        (Vector128<ushort> valueLow, Vector128<ushort> valueHigh) = Vector128.Widen(value);
        (Vector128<ushort> rangeLow, Vector128<ushort> rangeHigh) = Vector128.Widen(range);
        (Vector128<ushort> hueLow, Vector128<ushort> saturationLow) = FromRgb(Widen(redLow), Widen(greenLow), Widen(blueLow), Widen(valueLow), Widen(rangeLow));
        (Vector128<ushort> hueHigh, Vector128<ushort> saturationHigh) = FromRgb(Widen(redHigh), Widen(greenHigh), Widen(blueHigh), Widen(valueHigh), Widen(rangeHigh));
        return (Vector128.Narrow(hueLow, hueHigh), Vector128.Narrow(saturationLow, saturationHigh), value);
    }

    /// <summary>Red, green and blue of sixteen pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<byte> Red, Vector128<byte> Green, Vector128<byte> Blue) ToRgb(
        Vector128<byte> hue, Vector128<byte> saturation, Vector128<byte> value)
    {
        (Vector128<ushort> hueLow, Vector128<ushort> hueHigh) = Vector128.Widen(hue);
        (Vector128<ushort> saturationLow, Vector128<ushort> saturationHigh) = Vector128.Widen(saturation);
        (Vector128<ushort> valueLow, Vector128<ushort> valueHigh) = Vector128.Widen(value);
        (Vector128<ushort> redLow, Vector128<ushort> greenLow, Vector128<ushort> blueLow) = ToRgb(Widen(hueLow), Widen(saturationLow), Widen(valueLow));
        (Vector128<ushort> redHigh, Vector128<ushort> greenHigh, Vector128<ushort> blueHigh) = ToRgb(Widen(hueHigh), Widen(saturationHigh), Widen(valueHigh));
        return (Vector128.Narrow(redLow, redHigh), Vector128.Narrow(greenLow, greenHigh), Vector128.Narrow(blueLow, blueHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<ushort> Hue, Vector128<ushort> Saturation) FromRgb(
        Vector256<int> red, Vector256<int> green, Vector256<int> blue, Vector256<int> value, Vector256<int> range)
    {
        // If the divisor is 0, so is the range, and the quotient is multiplied by 0.
        Vector256<int> saturation = ((range * Divisors(255f, value)) + Vector256.Create(Half)) >> Shift;
        Vector256<int> sixths = Vector256.ConditionalSelect(
            Vector256.Equals(value, red),
            green - blue,
            Vector256.ConditionalSelect(Vector256.Equals(value, green), blue - red + (range << 1), red - green + (range << 2)));
        Vector256<int> hue = ((sixths * Divisors(HsvConversion.HueRange / 6f, range)) + Vector256.Create(Half)) >> Shift;
        hue += Vector256.LessThan(hue, Vector256<int>.Zero) & Vector256.Create(HsvConversion.HueRange);
        return (Narrow(hue), Narrow(saturation));
    }

    /// <summary>The tables' entries, scale * 4096 / divisor, rounded half to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Divisors(float scale, Vector256<int> divisor)
    {
        Vector256<float> safe = Vector256.ConvertToSingle(Vector256.Max(divisor, Vector256<int>.One));
        return Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Create(scale * (1 << Shift)) / safe));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<ushort> Red, Vector128<ushort> Green, Vector128<ushort> Blue) ToRgb(
        Vector256<int> hue, Vector256<int> saturation, Vector256<int> value)
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
        return (Narrow(red), Narrow(green), Narrow(blue));

        Vector256<int> Is(int number) => Vector256.Equals(sector, Vector256.Create((float)number)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ToByte(Vector256<float> share) => Vector256.ConvertToInt32Native(Vector256.Round(share * 255f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(Vector128<ushort> values)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(values);
        return Vector256.Create(low, high).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Narrow(Vector256<int> values) =>
        Vector128.Narrow(values.GetLower().AsUInt32(), values.GetUpper().AsUInt32());
}
