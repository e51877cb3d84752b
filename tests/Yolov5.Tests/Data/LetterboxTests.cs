using System.IO.Hashing;
using System.Text.Json;
using Support;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

public class LetterboxTests
{
    [SharedFact(ReferenceLetterbox.Folder)]
    public void EveryReferenceLetterboxIsEqualToTheBit()
    {
        List<string> different = [];
        int compared = 0;
        foreach (JsonElement entry in ReferenceLetterbox.Images)
        {
            Image source = ReferenceLetterbox.Source(entry);
            foreach (JsonElement expected in entry.GetProperty("letterbox").EnumerateArray())
            {
                int size = expected.GetProperty("size").GetInt32();
                LetterboxGeometry geometry = Letterbox.Compute(
                    source.Width, source.Height, size, size, scaleUp: expected.GetProperty("scaleup").GetBoolean());
                Assert.Equal(expected.GetProperty("ratio").GetDouble(), geometry.Ratio);
                Assert.Equal(expected.GetProperty("resized_w").GetInt32(), geometry.Width);
                Assert.Equal(expected.GetProperty("resized_h").GetInt32(), geometry.Height);
                Assert.Equal(expected.GetProperty("pad_w").GetDouble(), geometry.PadX);
                Assert.Equal(expected.GetProperty("pad_h").GetDouble(), geometry.PadY);
                Assert.Equal(expected.GetProperty("left").GetInt32(), geometry.Left);
                Assert.Equal(expected.GetProperty("right").GetInt32(), geometry.Right);
                Assert.Equal(expected.GetProperty("top").GetInt32(), geometry.Top);
                Assert.Equal(expected.GetProperty("bottom").GetInt32(), geometry.Bottom);

                Image actual = Letterbox.Apply(source, geometry);
                Assert.Equal((size, size), (actual.Width, actual.Height));
                compared++;
                if (Crc32.HashToUInt32(actual.Pixels) != expected.GetProperty("crc32").GetUInt32())
                    different.Add($"{entry.GetProperty("name")} {expected.GetRawText()}");
            }
        }

        Assert.Equal(24, compared);
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    [Theory]
    [InlineData(640, 480, 640, 640, 640, 480, 0, 0, 0, 0)]
    [InlineData(640, 427, 640, 640, 640, 427, 0, 0, 10, 11)]
    [InlineData(810, 1080, 640, 640, 480, 640, 0, 0, 0, 0)]
    public void AutoKeepsOnlyTheBorderThatFillsAStride(
        int width, int height, int targetWidth, int targetHeight, int newWidth, int newHeight, int left, int right, int top, int bottom)
    {
        LetterboxGeometry geometry = Letterbox.Compute(width, height, targetWidth, targetHeight, auto: true);

        Assert.Equal((newWidth, newHeight), (geometry.Width, geometry.Height));
        Assert.Equal((left, right, top, bottom), (geometry.Left, geometry.Right, geometry.Top, geometry.Bottom));
        Assert.Equal(0, geometry.OuterWidth % 32);
        Assert.Equal(0, geometry.OuterHeight % 32);
    }

    [Fact]
    public void TheBorderIsGreyAndTheImageKeepsItsPixels()
    {
        Random random = new(1);
        Image source = new(7, 4);
        random.NextBytes(source.Pixels);

        Image actual = Letterbox.Apply(source, Letterbox.Compute(7, 4, 10, 9, scaleUp: false));

        for (int y = 0; y < 9; y++)
        {
            for (int x = 0; x < 10; x++)
            {
                bool inside = x is >= 1 and < 8 && y is >= 2 and < 6;
                for (int channel = 0; channel < 3; channel++)
                {
                    byte expected = inside ? source.Pixels[(((y - 2) * 7) + x - 1) * 3 + channel] : Letterbox.BorderValue;
                    Assert.Equal(expected, actual.Pixels[(((y * 10) + x) * 3) + channel]);
                }
            }
        }
    }

    [Fact]
    public void EverySizeFillsTheShapeExactly()
    {
        Random random = new(2);
        for (int i = 0; i < 20_000; i++)
        {
            int width = random.Next(1, 5000), height = random.Next(1, 5000);
            int targetWidth = 32 * random.Next(1, 41), targetHeight = 32 * random.Next(1, 41);
            LetterboxGeometry geometry = Letterbox.Compute(width, height, targetWidth, targetHeight, scaleUp: random.Next(2) == 0);
            Assert.Equal((targetWidth, targetHeight), (geometry.OuterWidth, geometry.OuterHeight));
            Assert.True(geometry.Left >= 0 && geometry.Top >= 0);
        }
    }
}
