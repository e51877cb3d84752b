using Yolov5.Data;
using Yolov5.Data.Augmentation;

namespace Yolov5.Tests.Data.Augmentation;

public class ImageFilterTests
{
    private const int Width = 40, Height = 24;

    [Fact]
    public void A_box_blur_is_the_mean_with_mirrored_borders()
    {
        byte[] planes = new byte[3 * Width * Height];
        planes[0] = 90;
        planes[(5 * Width) + 5] = 180;
        BlurFilters.Box(Width, Height, planes, 3);

        // A corner pixel is seen once by itself: the mirror repeats the pixels beside it, not the corner.
        Assert.Equal([10, 10, 0], planes[..3]);
        Assert.Equal(20, planes[(4 * Width) + 6]);
        Assert.Equal(0, planes[(5 * Width) + 7]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void A_median_is_the_middle_of_the_sorted_neighbours(int size)
    {
        byte[] before = Noise();
        byte[] planes = [.. before];
        BlurFilters.Median(Width, Height, planes, size);
        foreach ((int x, int y) in new[] { (0, 0), (17, 9), (Width - 1, Height - 1), (1, Height - 2) })
        {
            List<byte> around = [];
            for (int dy = -size / 2; dy <= size / 2; dy++)
            {
                for (int dx = -size / 2; dx <= size / 2; dx++)
                    around.Add(before[(Math.Clamp(y + dy, 0, Height - 1) * Width) + Math.Clamp(x + dx, 0, Width - 1)]);
            }

            around.Sort();
            Assert.Equal(around[around.Count / 2], planes[(y * Width) + x]);
        }
    }

    [Fact]
    public void Grey_is_the_luma_in_every_channel()
    {
        byte[] planes = [255, 0, 0, 10, 0, 255, 0, 20, 0, 0, 255, 30];
        ToneFilters.Gray(planes);
        Assert.Equal([76, 150, 29, 18, 76, 150, 29, 18, 76, 150, 29, 18], planes);
    }

    [Fact]
    public void Lightness_and_colour_survive_the_way_to_lab_and_back()
    {
        foreach ((byte red, byte green, byte blue) in new[] { ((byte)0, (byte)0, (byte)0), ((byte)255, (byte)255, (byte)255), ((byte)12, (byte)200, (byte)77), ((byte)250, (byte)3, (byte)140) })
            Assert.Equal((red, green, blue), LabColour.FromRgb(red, green, blue).ToRgb());
        Assert.Equal(53.24f, LabColour.LightnessOf(255, 0, 0), 0.05f);
        (byte Red, byte Green, byte Blue) lighter = LabColour.FromRgb(200, 90, 30).At(60).ToRgb();
        Assert.Equal(60, LabColour.LightnessOf(lighter.Red, lighter.Green, lighter.Blue), 0.3f);
    }

    [Fact]
    public void Many_pixels_at_once_are_converted_as_single_ones()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "This processor has no AVX2.");
        byte[] lightness = new byte[1 << 16], wanted = [.. Enumerable.Range(0, 1 << 16).Select(i => (byte)(i * 7))];
        for (int blue = 0; blue < 256; blue += 5)
        {
            // All reds with all greens.
            byte[] reds = [.. Enumerable.Range(0, 1 << 16).Select(i => (byte)i)], greens = [.. Enumerable.Range(0, 1 << 16).Select(i => (byte)(i >> 8))], blues = new byte[1 << 16];
            Array.Fill(blues, (byte)blue);
            Assert.Equal(lightness.Length, LabVectors.Lightness(reds, greens, blues, lightness));
            byte[] expected = [.. reds.Zip(greens, (red, green) => (byte)((LabColour.LightnessOf(red, green, (byte)blue) * 2.55f) + 0.5f))];
            Assert.Equal(expected, lightness);

            (byte Red, byte Green, byte Blue)[] relit = [.. wanted.Select((value, i) => LabColour.FromRgb(reds[i], greens[i], blues[i]).At(value / 2.55f).ToRgb())];
            Assert.Equal(wanted.Length, LabVectors.Relight(reds, greens, blues, wanted));
            Assert.Equal([.. relit.Select(pixel => pixel.Red)], reds);
            Assert.Equal([.. relit.Select(pixel => pixel.Green)], greens);
            Assert.Equal([.. relit.Select(pixel => pixel.Blue)], blues);
        }
    }

    [Fact]
    public void Equalization_spreads_a_dull_image_and_keeps_the_order_of_its_greys()
    {
        byte[] plane = [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(100 + (i % 64 / 4)))];
        byte[] result = Clahe.Equalize(64, 64, plane, clipLimit: 40);
        Assert.True(result.Max() - result.Min() > 3 * 15, $"{result.Min()} to {result.Max()}");
        byte[] limited = Clahe.Equalize(64, 64, plane, clipLimit: 1);
        Assert.True(limited.Max() - limited.Min() < result.Max() - result.Min());
    }

    [Fact]
    public void Every_filter_acts_when_its_probability_is_one_and_none_at_zero()
    {
        FilterOptions none = FilterOptions.None;
        foreach (FilterOptions options in new[]
        {
            none with { Blur = 1 }, none with { MedianBlur = 1 }, none with { ToGray = 1 }, none with { Clahe = 1 },
            none with { BrightnessContrast = 1 }, none with { Gamma = 1 }, none with { Compression = 1 },
        })
        {
            byte[] planes = Noise(), before = [.. planes];
            ImageFilters.Draw(options, new RandomStream(5))!.Apply(Width, Height, planes);
            Assert.NotEqual(before, planes);
        }

        Assert.Null(ImageFilters.Draw(none, new RandomStream(5)));
    }

    private static byte[] Noise()
    {
        byte[] planes = new byte[3 * Width * Height];
        new Random(2).NextBytes(planes);
        return planes;
    }
}
