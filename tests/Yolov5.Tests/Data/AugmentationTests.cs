using System.Runtime.Intrinsics;
using Yolov5.Data;
using Yolov5.Data.Augmentation;

namespace Yolov5.Tests.Data;

public class AugmentationTests
{
    [Theory]
    [InlineData(255, 0, 0, 0, 255, 255)]
    [InlineData(0, 255, 0, 60, 255, 255)]
    [InlineData(0, 0, 255, 120, 255, 255)]
    [InlineData(255, 255, 0, 30, 255, 255)]
    [InlineData(128, 128, 128, 0, 0, 128)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(200, 100, 50, 10, 191, 200)]
    [InlineData(50, 100, 200, 110, 191, 200)]
    [InlineData(90, 10, 60, 161, 227, 90)]
    public void AColourIsThatOfOpenCv(byte red, byte green, byte blue, int hue, int saturation, int value)
    {
        Assert.Equal((hue, saturation, value), HsvConversion.FromRgb(red, green, blue));
    }

    [Fact]
    public void EveryHueComesBackWhenSaturated()
    {
        for (int hue = 0; hue < HsvConversion.HueRange; hue++)
        {
            (byte red, byte green, byte blue) = HsvConversion.ToRgb(hue, 255, 255);
            Assert.Equal((hue, 255, 255), HsvConversion.FromRgb(red, green, blue));
        }
    }

    [Fact]
    public void SixteenPixelsAtOnceAreConvertedAsOneByOne()
    {
        byte[] pixels = new byte[3 * InterleavedPixels.Step];
        byte[] joined = new byte[pixels.Length];
        Random random = new(12);
        for (int round = 0; round < 50_000; round++)
        {
            random.NextBytes(pixels);
            if (round % 4 == 0)
                pixels[3] = pixels[4] = pixels[5];
            (Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue) = InterleavedPixels.Load(ref pixels[0]);
            (Vector128<byte> hue, Vector128<byte> saturation, Vector128<byte> value) = HsvVectors.FromRgb(red, green, blue);
            (red, green, blue) = HsvVectors.ToRgb(hue, saturation, value);
            InterleavedPixels.Store(red, green, blue, ref joined[0]);
            for (int i = 0; i < InterleavedPixels.Step; i++)
            {
                (int Hue, int Saturation, int Value) expected = HsvConversion.FromRgb(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]);
                (byte Red, byte Green, byte Blue) back = HsvConversion.ToRgb(expected.Hue, expected.Saturation, expected.Value);
                if ((hue[i], saturation[i], value[i]) != expected || (joined[3 * i], joined[(3 * i) + 1], joined[(3 * i) + 2]) != back)
                    Assert.Fail($"{pixels[3 * i]} {pixels[(3 * i) + 1]} {pixels[(3 * i) + 2]}");
            }
        }
    }

    [Fact]
    public void GreyStaysGreyAndBrightnessFollowsItsFactor()
    {
        AugmentationOptions options = new() { HsvHue = 0.5, HsvSaturation = 0.9, HsvValue = 0.4 };
        for (int seed = 0; seed < 50; seed++)
        {
            byte[] planes = new byte[3 * 65];
            Array.Fill(planes, (byte)100);
            ColourJitter.Draw(options, new RandomStream(seed))!.Apply(planes);
            Assert.InRange(planes[0], 59, 140);
            Assert.All(planes, value => Assert.Equal(planes[0], value));
        }

        Assert.Null(ColourJitter.Draw(AugmentationOptions.None, new RandomStream(1)));
    }

    [Fact]
    public void A_mistaken_value_is_named_by_its_key()
    {
        Assert.Contains("'fliplr' is 2", Assert.Throws<InvalidInputException>(() => new AugmentationOptions { FlipLeftRight = 2 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("'hsv_h'", Assert.Throws<InvalidInputException>(() => new AugmentationOptions { HsvHue = double.NaN }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("'clahe' is -1", Assert.Throws<InvalidInputException>(() => new AugmentationOptions { Filters = new FilterOptions { Clahe = -1 } }.Validate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomStreamsAreReproducibleEvenAndIndependent()
    {
        RandomStream a = new(1, 2, 3), b = new(1, 2, 3), c = new(1, 3, 2);
        double[] first = [.. Enumerable.Range(0, 10_000).Select(_ => a.NextDouble())];
        Assert.Equal(first, Enumerable.Range(0, 10_000).Select(_ => b.NextDouble()));
        double[] other = [.. Enumerable.Range(0, 10_000).Select(_ => c.NextDouble())];
        Assert.Equal(0.5, first.Average(), 0.02);
        Assert.Equal(0.25, first.Zip(other, (x, y) => x * y).Average(), 0.02);
        Assert.All(first, value => Assert.InRange(value, 0, 1));

        int[] counts = new int[7];
        for (int i = 0; i < 7_000; i++)
            counts[a.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 850, 1_150));
    }
}
