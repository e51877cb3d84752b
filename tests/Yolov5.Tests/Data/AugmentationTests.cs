using System.Runtime.Intrinsics;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

public class AugmentationTests
{
    [Fact]
    public void FlipsMirrorPixelsAndBoxes()
    {
        Sample sample = With(Pictures.Noise(7, 5, seed: 1), new PixelBox(2, 1, 0.5f, 3, 4));
        byte[] before = [.. sample.Image.Pixels];

        new HorizontalFlip(1).Apply(sample, new RandomStream(1));
        Assert.Equal([new PixelBox(2, 4, 0.5f, 6, 4)], sample.Boxes);
        Assert.Equal(before[(((2 * 7) + 1) * 3)..(((2 * 7) + 2) * 3)], sample.Image.Pixels[(((2 * 7) + 5) * 3)..(((2 * 7) + 6) * 3)]);
        new VerticalFlip(1).Apply(sample, new RandomStream(1));
        Assert.Equal([new PixelBox(2, 4, 1, 6, 4.5f)], sample.Boxes);

        new HorizontalFlip(1).Apply(sample, new RandomStream(1));
        new VerticalFlip(1).Apply(sample, new RandomStream(1));
        Assert.Equal(before, sample.Image.Pixels);
        new HorizontalFlip(0).Apply(sample, new RandomStream(1));
        Assert.Equal(before, sample.Image.Pixels);
    }

    [Fact]
    public void AFlipHappensAsOftenAsItsProbability()
    {
        RandomStream random = new(3);
        int flips = 0;
        for (int i = 0; i < 4_000; i++)
        {
            Sample sample = With(new Image(2, 1, [1, 1, 1, 2, 2, 2]));
            new HorizontalFlip(0.3).Apply(sample, random);
            flips += sample.Image.Pixels[0] == 2 ? 1 : 0;
        }

        Assert.InRange(flips, 1_080, 1_320);
    }

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
    public void WithoutGainsColoursSurviveTheConversion()
    {
        Image image = Pictures.Noise(64, 64, seed: 4);
        Sample sample = With(image);
        byte[] before = [.. sample.Image.Pixels];
        new HsvJitter(0, 0, 0).Apply(sample, new RandomStream(5));
        int[] differences = [.. sample.Image.Pixels.Zip(before, (a, b) => Math.Abs(a - b))];
        Assert.InRange(differences.Max(), 0, 6);
        Assert.InRange(differences.Average(), 0, 1.5);
    }

    [Fact]
    public void GreyStaysGreyAndBrightnessFollowsItsFactor()
    {
        Image image = new(8, 8);
        Array.Fill(image.Pixels, (byte)100);
        for (int seed = 0; seed < 50; seed++)
        {
            Sample sample = With(image);
            new HsvJitter(0.5, 0.9, 0.4).Apply(sample, new RandomStream(seed));
            byte grey = sample.Image.Pixels[0];
            Assert.InRange(grey, 59, 140);
            Assert.All(sample.Image.Pixels, value => Assert.Equal(grey, value));
        }
    }

    [Fact]
    public void WithoutChangePerspectiveKeepsEveryPixel()
    {
        Image image = Pictures.Noise(40, 30, seed: 6);
        Sample sample = With(image, new PixelBox(0, 5, 6, 20, 25));
        new RandomPerspective(0, 0, 0, 0, 0).Apply(sample, new RandomStream(7));
        Assert.Equal(image.Pixels, sample.Image.Pixels);
        Assert.Equal([new PixelBox(0, 5, 6, 20, 25)], sample.Boxes);
    }

    [Theory]
    [InlineData(0, 0.3, 0.5, 0, 0)]
    [InlineData(30, 0.1, 0.5, 10, 0)]
    [InlineData(5, 0.1, 0.2, 5, 0.0005)]
    public void BoxesMoveWithTheirPixels(double degrees, double translate, double scale, double shear, double perspective)
    {
        int kept = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            // A red rectangle on black: wherever it goes, its new box must be the extent of what is red.
            Image image = new(120, 100);
            for (int y = 30; y < 70; y++)
            {
                for (int x = 40; x < 90; x++)
                    image.Pixels[((y * 120) + x) * 3] = 255;
            }

            // Its box in the coordinates of pixel centres, which is what the matrix moves.
            Sample sample = With(image, new PixelBox(1, 40, 30, 89, 69));
            new RandomPerspective(degrees, translate, scale, shear, perspective).Apply(sample, new RandomStream(seed, 9));
            if (sample.Boxes.Count == 0)
                continue;
            kept++;
            (int left, int top, int right, int bottom) = Extent(sample.Image);
            PixelBox box = Assert.Single(sample.Boxes);
            Assert.InRange(box.Left, left - 1.1, left + 1.1);
            Assert.InRange(box.Top, top - 1.1, top + 1.1);
            Assert.InRange(Math.Min(box.Right, 119), right - 1.1, right + 1.1);
            Assert.InRange(Math.Min(box.Bottom, 99), bottom - 1.1, bottom + 1.1);
        }

        Assert.InRange(kept, 150, 200);
    }

    [Fact]
    public void BoxesOfWhichLittleIsLeftAreDropped()
    {
        int dropped = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Sample sample = With(new Image(100, 100), new PixelBox(0, 0, 0, 30, 30), new PixelBox(1, 50, 50, 51, 51), new PixelBox(2, 20, 20, 80, 80));
            new RandomPerspective(0, 0.5, 0.1, 0, 0).Apply(sample, new RandomStream(seed));
            Assert.DoesNotContain(sample.Boxes, box => box.Class == 1);
            Assert.All(sample.Boxes, box => Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= 100 && box.Bottom <= 100 && box.Right - box.Left > 2 && box.Bottom - box.Top > 2));
            dropped += sample.Boxes.Any(box => box.Class == 0) ? 0 : 1;
        }

        Assert.InRange(dropped, 20, 180);
    }

    [Fact]
    public void StepsAreThoseThatChangeSomething()
    {
        Assert.Equal(
            [typeof(RandomPerspective), typeof(HsvJitter), typeof(HorizontalFlip)],
            new AugmentationOptions().CreateSteps().Select(step => step.GetType()));
        Assert.Equal([typeof(HsvJitter), typeof(HorizontalFlip)], AugmentationOptions.Light.CreateSteps().Select(step => step.GetType()));
        Assert.Empty(AugmentationOptions.None.CreateSteps());
        Assert.Contains("'fliplr' is 2", Assert.Throws<InvalidInputException>(() => new AugmentationOptions { FlipLeftRight = 2 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("'hsv_h'", Assert.Throws<InvalidInputException>(() => new AugmentationOptions { HsvHue = double.NaN }.Validate()).Message, StringComparison.Ordinal);
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

    private static Sample With(Image image, params PixelBox[] boxes)
    {
        Sample sample = new();
        image.Pixels.CopyTo(sample.Spare(image.Width, image.Height).Pixels, 0);
        sample.UseSpare();
        sample.Boxes.AddRange(boxes);
        return sample;
    }

    private static (int Left, int Top, int Right, int Bottom) Extent(Image image)
    {
        (int left, int top, int right, int bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                int at = ((y * image.Width) + x) * 3;
                if (image.Pixels[at] <= 127 || image.Pixels[at + 1] > 64)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }

        return (left, top, right, bottom);
    }
}
