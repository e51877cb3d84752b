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
    public void Eight_pixels_at_once_are_changed_as_one_by_one()
    {
        AugmentationOptions options = new() { HsvHue = 1, HsvSaturation = 1, HsvValue = 1 };
        byte[] pixels = new byte[3 * 4096];
        Random random = new(12);
        for (int round = 0; round < 40; round++)
        {
            random.NextBytes(pixels);
            pixels.AsSpan(0, 100).Fill(7);
            pixels.AsSpan(4096, 100).Fill(7);
            byte[] expected = [.. pixels];
            ColourJitter jitter = ColourJitter.Draw(round == 0 ? options with { HsvHue = 0, HsvSaturation = 0, HsvValue = 1e-9 } : options, new RandomStream(round))!;
            jitter.ApplyEach(expected.AsSpan(0, 4096), expected.AsSpan(4096, 4096), expected.AsSpan(8192));
            byte[] before = [.. pixels];
            jitter.Apply(pixels);
            Assert.Equal(expected, pixels);

            // Without a change, colours survive the conversion but for its rounding.
            if (round == 0)
                Assert.InRange(before.Zip(pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 6);
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
