using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Multiplies hue, saturation and value by random factors of 1 - gain to 1 + gain, fractions dropped, as YOLOv5's <c>augment_hsv</c>; hue goes
/// round, the others stop at 255. Factors are whole multiples of 2^-15, so that vectors and single pixels compute alike.
/// </summary>
internal sealed class ColourJitter
{
    private const int Step = 8;
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
        int done = Vector256.IsHardwareAccelerated ? ApplyVectors(red, green, blue) : 0;
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
        Vector256<int> round = Vector256.Create(HsvConversion.HueRange), most = Vector256.Create(255);
        int i = 0;
        for (; i <= reds.Length - Step; i += Step)
        {
            (Vector256<int> hue, Vector256<int> saturation, Vector256<int> value) = HsvVectors.FromRgb(Load(ref red, i), Load(ref green, i), Load(ref blue, i));
            hue = (hue * _hueFactor) >> Shift;
            hue -= Vector256.GreaterThanOrEqual(hue, round) & round;
            saturation = Vector256.Min(most, (saturation * _saturationFactor) >> Shift);
            value = Vector256.Min(most, (value * _valueFactor) >> Shift);
            (Vector256<int> r, Vector256<int> g, Vector256<int> b) = HsvVectors.ToRgb(hue, saturation, value);
            Store(r, ref red, i);
            Store(g, ref green, i);
            Store(b, ref blue, i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(ref byte plane, int at)
    {
        Vector128<byte> eight = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref plane, at))).AsByte();
        Vector128<ushort> wide = Vector128.WidenLower(eight);
        return Vector256.WidenLower(wide.ToVector256Unsafe()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> values, ref byte plane, int at)
    {
        Vector128<ushort> narrow = Vector128.Narrow(values.GetLower().AsUInt32(), values.GetUpper().AsUInt32());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref plane, at), Vector128.Narrow(narrow, narrow).AsUInt64().ToScalar());
    }

    // At most 65535 / 32768: a hue of 179 then stays below two rounds.
    private static int Factor(RandomStream random, double gain) =>
        Math.Clamp((int)Math.Round(((random.Uniform(-1, 1) * gain) + 1) * (1 << Shift)), 0, (2 << Shift) - 1);
}
