using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Multiplies hue, saturation and value by random factors of 1 - gain to 1 + gain, through tables of 256 entries, as
/// YOLOv5's <c>augment_hsv</c>; hue goes round, the others stop at 0 and 255.
/// </summary>
internal sealed class ColourJitter
{
    private const int Step = 16;

    private readonly byte[] _hues = new byte[256], _saturations = new byte[256], _values = new byte[256];

    private ColourJitter(double hueFactor, double saturationFactor, double valueFactor)
    {
        for (int i = 0; i < 256; i++)
        {
            _hues[i] = (byte)(i * hueFactor % HsvConversion.HueRange);
            _saturations[i] = (byte)Math.Clamp(i * saturationFactor, 0, 255);
            _values[i] = (byte)Math.Clamp(i * valueFactor, 0, 255);
        }
    }

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
        for (int i = done; i < area; i++)
        {
            (int hue, int saturation, int value) = HsvConversion.FromRgb(red[i], green[i], blue[i]);
            (red[i], green[i], blue[i]) = HsvConversion.ToRgb(_hues[hue], _saturations[saturation], _values[value]);
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
            (Vector128<byte> hue, Vector128<byte> saturation, Vector128<byte> value) = HsvVectors.FromRgb(
                Vector128.LoadUnsafe(ref red, (nuint)i), Vector128.LoadUnsafe(ref green, (nuint)i), Vector128.LoadUnsafe(ref blue, (nuint)i));
            (Vector128<byte> r, Vector128<byte> g, Vector128<byte> b) = HsvVectors.ToRgb(LookUp(hue, _hues), LookUp(saturation, _saturations), LookUp(value, _values));
            r.StoreUnsafe(ref red, (nuint)i);
            g.StoreUnsafe(ref green, (nuint)i);
            b.StoreUnsafe(ref blue, (nuint)i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LookUp(Vector128<byte> indices, byte[] table)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(table);
        return Vector128.Create(Eight(indices.AsUInt64().ToScalar(), ref first), Eight(indices.AsUInt64().GetElement(1), ref first)).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ulong indices, ref byte table) =>
        Unsafe.Add(ref table, (int)(indices & 255))
        | ((ulong)Unsafe.Add(ref table, (int)((indices >> 8) & 255)) << 8)
        | ((ulong)Unsafe.Add(ref table, (int)((indices >> 16) & 255)) << 16)
        | ((ulong)Unsafe.Add(ref table, (int)((indices >> 24) & 255)) << 24)
        | ((ulong)Unsafe.Add(ref table, (int)((indices >> 32) & 255)) << 32)
        | ((ulong)Unsafe.Add(ref table, (int)((indices >> 40) & 255)) << 40)
        | ((ulong)Unsafe.Add(ref table, (int)((indices >> 48) & 255)) << 48)
        | ((ulong)Unsafe.Add(ref table, (int)(indices >> 56)) << 56);

    private static double Factor(RandomStream random, double gain) => (random.Uniform(-1, 1) * gain) + 1;
}
