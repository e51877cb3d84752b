using System.Runtime.Intrinsics;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Multiplies hue, saturation and value by random factors of 1 - gain to 1 + gain, through tables of 256 entries, as
/// YOLOv5's <c>augment_hsv</c>; hue goes round, the others stop at 0 and 255.
/// </summary>
/// <param name="hueGain">Largest relative change of hue, 0 to 1.</param>
/// <param name="saturationGain">Largest relative change of saturation, 0 to 1.</param>
/// <param name="valueGain">Largest relative change of value, 0 to 1.</param>
public sealed class HsvJitter(double hueGain, double saturationGain, double valueGain) : IAugmentation
{
    /// <inheritdoc/>
    public void Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> hues = stackalloc byte[256];
        Span<byte> saturations = stackalloc byte[256];
        Span<byte> values = stackalloc byte[256];
        double hueFactor = Factor(random, hueGain);
        double saturationFactor = Factor(random, saturationGain);
        double valueFactor = Factor(random, valueGain);
        for (int i = 0; i < 256; i++)
        {
            hues[i] = (byte)(i * hueFactor % HsvConversion.HueRange);
            saturations[i] = (byte)Math.Clamp(i * saturationFactor, 0, 255);
            values[i] = (byte)Math.Clamp(i * valueFactor, 0, 255);
        }

        Span<byte> pixels = sample.Image.Pixels;
        int done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; done <= pixels.Length - (3 * InterleavedPixels.Step); done += 3 * InterleavedPixels.Step)
                Apply(ref pixels[done], hues, saturations, values);
        }

        for (int i = done; i + 2 < pixels.Length; i += 3)
        {
            (int hue, int saturation, int value) = HsvConversion.FromRgb(pixels[i], pixels[i + 1], pixels[i + 2]);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = HsvConversion.ToRgb(hues[hue], saturations[saturation], values[value]);
        }
    }

    private static void Apply(ref byte pixels, ReadOnlySpan<byte> hues, ReadOnlySpan<byte> saturations, ReadOnlySpan<byte> values)
    {
        (Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue) = InterleavedPixels.Load(ref pixels);
        (Vector128<byte> hue, Vector128<byte> saturation, Vector128<byte> value) = HsvVectors.FromRgb(red, green, blue);
        (red, green, blue) = HsvVectors.ToRgb(LookUp(hue, hues), LookUp(saturation, saturations), LookUp(value, values));
        InterleavedPixels.Store(red, green, blue, ref pixels);
    }

    private static Vector128<byte> LookUp(Vector128<byte> indices, ReadOnlySpan<byte> table)
    {
        Span<byte> result = stackalloc byte[InterleavedPixels.Step];
        indices.CopyTo(result);
        foreach (ref byte entry in result)
            entry = table[entry];
        return Vector128.Create<byte>(result);
    }

    private static double Factor(RandomStream random, double gain) => (random.Uniform(-1, 1) * gain) + 1;
}
