using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Yolov5.Data.Augmentation;

/// <summary><see cref="LabColour"/> for eight pixels at once with AVX2; every value equals the one-pixel conversion's.</summary>
internal static unsafe class LabVectors
{
    private const int Step = 8;

    /// <summary>Lightness of pixels in steps of 100 / 255.</summary>
    /// <returns>Pixels that are done, from the first.</returns>
    public static int Lightness(ReadOnlySpan<byte> reds, ReadOnlySpan<byte> greens, ReadOnlySpan<byte> blues, Span<byte> lightness)
    {
        int i = 0;
        fixed (float* linear = LabColour.Linear, roots = LabColour.Roots)
        fixed (byte* red = reds, green = greens, blue = blues, result = lightness)
        {
            for (; i <= reds.Length - Step; i += Step)
            {
                Vector256<float> y = RootOfY(roots, Gather(linear, red + i), Gather(linear, green + i), Gather(linear, blue + i));
                Store(result + i, (((116f * y) - Vector256.Create(16f)) * 2.55f) + Vector256.Create(0.5f));
            }
        }

        return i;
    }

    /// <summary>Gives pixels another lightness, in steps of 100 / 255.</summary>
    /// <returns>Pixels that are done, from the first.</returns>
    public static int Relight(Span<byte> reds, Span<byte> greens, Span<byte> blues, ReadOnlySpan<byte> lightness)
    {
        int i = 0;
        fixed (float* linear = LabColour.Linear, roots = LabColour.Roots, encoded = LabColour.Encoded)
        fixed (byte* red = reds, green = greens, blue = blues, wanted = lightness)
        {
            for (; i <= reds.Length - Step; i += Step)
            {
                Vector256<float> r = Gather(linear, red + i), g = Gather(linear, green + i), b = Gather(linear, blue + i);
                Vector256<float> x = FromTable(roots, ((0.412453f * r) + (0.357580f * g) + (0.180423f * b)) / LabColour.WhiteX);
                Vector256<float> y = RootOfY(roots, r, g, b);
                Vector256<float> z = FromTable(roots, ((0.019334f * r) + (0.119193f * g) + (0.950227f * b)) / LabColour.WhiteZ);
                Vector256<float> shift = (((Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(wanted + i)) / 2.55f) + Vector256.Create(16f)) / 116f) - y;
                x = Power(x + shift) * LabColour.WhiteX;
                y = Power(y + shift);
                z = Power(z + shift) * LabColour.WhiteZ;
                Store(red + i, Encode(encoded, (3.240479f * x) - (1.537150f * y) - (0.498535f * z)));
                Store(green + i, Encode(encoded, (-0.969256f * x) + (1.875991f * y) + (0.041556f * z)));
                Store(blue + i, Encode(encoded, (0.055648f * x) - (0.204043f * y) + (1.057311f * z)));
            }
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> RootOfY(float* roots, Vector256<float> red, Vector256<float> green, Vector256<float> blue) =>
        FromTable(roots, (0.212671f * red) + (0.715160f * green) + (0.072169f * blue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FromTable(float* table, Vector256<float> share)
    {
        Vector256<float> position = Vector256.Min(Vector256.Max(share, Vector256<float>.Zero), Vector256<float>.One) * LabColour.Steps;
        Vector256<int> step = Avx.ConvertToVector256Int32WithTruncation(position);
        Vector256<float> low = Avx2.GatherVector256(table, step, sizeof(float)), high = Avx2.GatherVector256(table + 1, step, sizeof(float));
        return low + ((position - Vector256.ConvertToSingle(step)) * (high - low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Power(Vector256<float> value)
    {
        Vector256<float> cube = value * value * value;
        return Vector256.ConditionalSelect(Vector256.GreaterThan(cube, Vector256.Create(LabColour.Bend)), cube, (value - Vector256.Create(LabColour.Shift)) / LabColour.Slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Encode(float* encoded, Vector256<float> linear) => FromTable(encoded, linear) + Vector256.Create(0.5f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gather(float* table, byte* values) => Avx2.GatherVector256(table, Avx2.ConvertToVector256Int32(values), sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* target, Vector256<float> values)
    {
        Vector256<int> whole = Avx.ConvertToVector256Int32WithTruncation(values);
        Vector128<short> shorts = Sse2.PackSignedSaturate(whole.GetLower(), whole.GetUpper());
        *(ulong*)target = Sse2.PackUnsignedSaturate(shorts, shorts).AsUInt64().ToScalar();
    }
}
