using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// <see cref="HsvConversion"/> for sixteen pixels at once with AVX2; every value equals the one-pixel conversion's. Whole numbers have 16
/// bits, what needs more is computed in two halves. Lanes stay in the order in which AVX2 unpacks and packs.
/// </summary>
internal static class HsvVectors
{
    private const int Shift = 12;
    private const int Half = 1 << (Shift - 1);

    // 65536 / 30, rounded up: the upper half of its product with a hue of 0 to 179 is the hue's sixth of the circle.
    private const ushort Sixth = 2185;

    /// <summary>Hue and saturation of sixteen pixels.</summary>
    /// <param name="red">Red, 0 to 255.</param>
    /// <param name="green">Green, 0 to 255.</param>
    /// <param name="blue">Blue, 0 to 255.</param>
    /// <param name="value">The largest of the three.</param>
    /// <param name="range">The largest less the smallest of the three.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<ushort> Hue, Vector256<ushort> Saturation) FromRgb(
        Vector256<short> red, Vector256<short> green, Vector256<short> blue, Vector256<short> value, Vector256<short> range)
    {
        Vector256<short> sixths = Vector256.ConditionalSelect(
            Vector256.Equals(value, red),
            green - blue,
            Vector256.ConditionalSelect(Vector256.Equals(value, green), blue - red + (range << 1), red - green + (range << 2)));
        (Vector256<int> hueLow, Vector256<int> saturationLow) = Quotients(Low(sixths), Low(value), Low(range));
        (Vector256<int> hueHigh, Vector256<int> saturationHigh) = Quotients(High(sixths), High(value), High(range));
        Vector256<short> hue = Avx2.PackSignedSaturate(hueLow, hueHigh);
        hue += Vector256.LessThan(hue, Vector256<short>.Zero) & Vector256.Create((short)HsvConversion.HueRange);
        return (hue.AsUInt16(), Avx2.PackUnsignedSaturate(saturationLow, saturationHigh));
    }

    /// <summary>
    /// Parts of red, green and blue of sixteen pixels, besides the value: each is the value, <c>Bottom</c>, <c>Falling</c> or
    /// <c>Rising</c>, by <c>Sector</c>, 0 to 5.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<short> Sector, Vector256<short> Bottom, Vector256<short> Falling, Vector256<short> Rising) ToParts(
        Vector256<ushort> hue, Vector256<ushort> saturation, Vector256<ushort> value)
    {
        Vector256<ushort> sector = Avx2.MultiplyHigh(hue, Vector256.Create(Sixth));
        (Vector256<int> bottomLow, Vector256<int> fallingLow, Vector256<int> risingLow) = Parts(Low(hue.AsInt16()), Low(saturation.AsInt16()), Low(value.AsInt16()));
        (Vector256<int> bottomHigh, Vector256<int> fallingHigh, Vector256<int> risingHigh) = Parts(High(hue.AsInt16()), High(saturation.AsInt16()), High(value.AsInt16()));
        return (
            sector.AsInt16(),
            Avx2.PackSignedSaturate(bottomLow, bottomHigh),
            Avx2.PackSignedSaturate(fallingLow, fallingHigh),
            Avx2.PackSignedSaturate(risingLow, risingHigh));
    }

    /// <summary>Red, green and blue of 32 pixels from their parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<byte> Red, Vector256<byte> Green, Vector256<byte> Blue) Join(
        Vector256<byte> sector, Vector256<byte> value, Vector256<byte> bottom, Vector256<byte> falling, Vector256<byte> rising)
    {
        Vector256<byte> is0 = Is(0), is1 = Is(1), is2 = Is(2), is3 = Is(3), is4 = Is(4), is5 = Is(5);
        return (
            ((is0 | is5) & value) | (is1 & falling) | ((is2 | is3) & bottom) | (is4 & rising),
            ((is1 | is2) & value) | (is3 & falling) | ((is4 | is5) & bottom) | (is0 & rising),
            ((is3 | is4) & value) | (is5 & falling) | ((is0 | is1) & bottom) | (is2 & rising));

        Vector256<byte> Is(byte number) => Vector256.Equals(sector, Vector256.Create(number));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> Hue, Vector256<int> Saturation) Quotients(Vector256<int> sixths, Vector256<int> value, Vector256<int> range)
    {
        // If the divisor is 0, so is the range, and the quotient is multiplied by 0.
        Vector256<int> half = Vector256.Create(Half);
        return (((sixths * Divisors(HsvConversion.HueRange / 6f, range)) + half) >> Shift, ((range * Divisors(255f, value)) + half) >> Shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> Bottom, Vector256<int> Falling, Vector256<int> Rising) Parts(Vector256<int> hue, Vector256<int> saturation, Vector256<int> value)
    {
        Vector256<float> position = Vector256.ConvertToSingle(hue) * (6f / HsvConversion.HueRange);
        Vector256<float> fraction = position - Vector256.Floor(position);
        Vector256<float> top = Vector256.ConvertToSingle(value) * (1f / 255);
        Vector256<float> chroma = top * (Vector256.ConvertToSingle(saturation) * (1f / 255));
        return (ToByte(top - chroma), ToByte(top - (chroma * fraction)), ToByte(top - (chroma * (Vector256<float>.One - fraction))));
    }

    /// <summary>The tables' entries, scale * 4096 / divisor, rounded half to even, as the conversion to whole numbers does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Divisors(float scale, Vector256<int> divisor)
    {
        Vector256<float> safe = Vector256.ConvertToSingle(Vector256.Max(divisor, Vector256<int>.One));
        return Avx.ConvertToVector256Int32(Vector256.Create(scale * (1 << Shift)) / safe);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ToByte(Vector256<float> share) => Avx.ConvertToVector256Int32(share * 255f);

    // Both halves keep the sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Low(Vector256<short> values) => Avx2.UnpackLow(values, values).AsInt32() >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> High(Vector256<short> values) => Avx2.UnpackHigh(values, values).AsInt32() >> 16;
}
