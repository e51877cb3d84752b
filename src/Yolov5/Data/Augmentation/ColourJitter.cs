using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Multiplies hue, saturation and value by random factors of 1 - gain to 1 + gain, fractions dropped, as YOLOv5's <c>augment_hsv</c>; hue goes
/// round, the others stop at 255. Factors are whole multiples of 2^-15, so that vectors and single pixels compute alike.
/// </summary>
internal sealed class ColourJitter
{
    private const int Step = 32;
    private const int Shift = 15;

    private readonly int _hueFactor, _saturationFactor, _valueFactor;

    private ColourJitter(int hueFactor, int saturationFactor, int valueFactor) =>
        (_hueFactor, _saturationFactor, _valueFactor) = (hueFactor, saturationFactor, valueFactor);

    /// <summary>Draws the factors; null if no gain is above 0.</summary>
    public static ColourJitter? Draw(AugmentationOptions options, RandomStream random)
    {
        if (options is { HsvHue: 0, HsvSaturation: 0, HsvValue: 0 })
            return null;
        return new ColourJitter(Factor(random, options.HsvHue), Factor(random, options.HsvSaturation), Factor(random, options.HsvValue));
    }

    /// <summary>Changes the colours of an image in place.</summary>
    /// <param name="planes">[3, height, width] values.</param>
    public void Apply(Span<byte> planes)
    {
        int area = planes.Length / 3;
        Span<byte> red = planes[..area], green = planes.Slice(area, area), blue = planes.Slice(2 * area, area);
        int done = Avx2.IsSupported ? ApplyVectors(red, green, blue) : 0;
        ApplyEach(red[done..], green[done..], blue[done..]);
    }

    /// <summary>One pixel after the other.</summary>
    internal void ApplyEach(Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        for (int i = 0; i < red.Length; i++)
        {
            (int hue, int saturation, int value) = HsvConversion.FromRgb(red[i], green[i], blue[i]);
            hue = (hue * _hueFactor) >> Shift;
            hue -= hue >= HsvConversion.HueRange ? HsvConversion.HueRange : 0;
            (red[i], green[i], blue[i]) = HsvConversion.ToRgb(
                hue, Math.Min(255, (saturation * _saturationFactor) >> Shift), Math.Min(255, (value * _valueFactor) >> Shift));
        }
    }

    private int ApplyVectors(Span<byte> reds, Span<byte> greens, Span<byte> blues)
    {
        ref byte red = ref MemoryMarshal.GetReference(reds);
        ref byte green = ref MemoryMarshal.GetReference(greens);
        ref byte blue = ref MemoryMarshal.GetReference(blues);
        int i = 0;
        for (; i <= reds.Length - Step; i += Step)
        {
            Vector256<byte> r = Vector256.LoadUnsafe(ref red, (nuint)i), g = Vector256.LoadUnsafe(ref green, (nuint)i), b = Vector256.LoadUnsafe(ref blue, (nuint)i);
            Vector256<byte> most = Vector256.Max(r, Vector256.Max(g, b));
            Vector256<byte> range = most - Vector256.Min(r, Vector256.Min(g, b));
            Changed low = Change(Low(r), Low(g), Low(b), Low(most), Low(range));
            Changed high = Change(High(r), High(g), High(b), High(most), High(range));
            (r, g, b) = HsvVectors.Join(
                Avx2.PackUnsignedSaturate(low.Sector, high.Sector),
                Avx2.PackUnsignedSaturate(low.Value, high.Value),
                Avx2.PackUnsignedSaturate(low.Bottom, high.Bottom),
                Avx2.PackUnsignedSaturate(low.Falling, high.Falling),
                Avx2.PackUnsignedSaturate(low.Rising, high.Rising));
            r.StoreUnsafe(ref red, (nuint)i);
            g.StoreUnsafe(ref green, (nuint)i);
            b.StoreUnsafe(ref blue, (nuint)i);
        }

        return i;
    }

    private readonly record struct Changed(
        Vector256<short> Sector, Vector256<short> Value, Vector256<short> Bottom, Vector256<short> Falling, Vector256<short> Rising);

    /// <summary>Sixteen pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Changed Change(Vector256<short> red, Vector256<short> green, Vector256<short> blue, Vector256<short> most, Vector256<short> range)
    {
        (Vector256<ushort> hue, Vector256<ushort> saturation) = HsvVectors.FromRgb(red, green, blue, most, range);
        hue = Times(hue, _hueFactor);
        hue -= Vector256.GreaterThanOrEqual(hue.AsInt16(), Vector256.Create((short)HsvConversion.HueRange)).AsUInt16() & Vector256.Create((ushort)HsvConversion.HueRange);
        saturation = Vector256.Min(Times(saturation, _saturationFactor), Vector256.Create((ushort)255));
        Vector256<ushort> value = Vector256.Min(Times(most.AsUInt16(), _valueFactor), Vector256.Create((ushort)255));
        (Vector256<short> sector, Vector256<short> bottom, Vector256<short> falling, Vector256<short> rising) = HsvVectors.ToParts(hue, saturation, value);
        return new Changed(sector, value.AsInt16(), bottom, falling, rising);
    }

    // (2 a * factor) >> 16 is (a * factor) >> 15, the upper half of a product of 16 bits each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Times(Vector256<ushort> values, int factor) => Avx2.MultiplyHigh(values << 1, Vector256.Create((ushort)factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Low(Vector256<byte> values) => Avx2.UnpackLow(values, Vector256<byte>.Zero).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> High(Vector256<byte> values) => Avx2.UnpackHigh(values, Vector256<byte>.Zero).AsInt16();

    // At most 65535 / 32768: a hue of 179 then stays below two rounds.
    private static int Factor(RandomStream random, double gain) =>
        Math.Clamp((int)Math.Round(((random.Uniform(-1, 1) * gain) + 1) * (1 << Shift)), 0, (2 << Shift) - 1);
}
