using System.IO.Hashing;
using System.Text.Json;
using Support;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

public class ResizeTests
{
    [SharedFact(ReferenceLetterbox.Folder)]
    public void BothInterpolationsEqualTheReferenceToTheBit()
    {
        List<string> different = [];
        foreach (JsonElement entry in ReferenceLetterbox.Images)
        {
            Image source = ReferenceLetterbox.Source(entry);
            Assert.Equal(entry.GetProperty("source_crc32").GetUInt32(), Crc32.HashToUInt32(source.Pixels));
            foreach (JsonElement expected in entry.GetProperty("resize").EnumerateArray())
            {
                string interpolation = expected.GetProperty("interpolation").GetString()!;
                int width = expected.GetProperty("w").GetInt32(), height = expected.GetProperty("h").GetInt32();
                Image actual = interpolation == "INTER_AREA" ? Resize.Area(source, width, height) : Resize.Bilinear(source, width, height);
                if (Crc32.HashToUInt32(actual.Pixels) != expected.GetProperty("crc32").GetUInt32())
                    different.Add($"{entry.GetProperty("name")} {interpolation} {Difference(actual, expected)}");
            }
        }

        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    private static string Difference(Image actual, JsonElement expected)
    {
        if (expected.GetProperty("file").GetString() is not { } file)
            return "(no array)";
        Image reference = ReferenceLetterbox.Read(file);
        int[] differences = [.. actual.Pixels.Zip(reference.Pixels, (a, b) => Math.Abs(a - b))];
        return $"largest {differences.Max()}, share {differences.Average(value => value == 0 ? 0.0 : 1.0):F6}";
    }

    [Theory]
    [InlineData(1, 1, 5, 7)]
    [InlineData(1, 9, 3, 4)]
    [InlineData(9, 1, 4, 3)]
    [InlineData(2, 2, 33, 17)]
    [InlineData(640, 3, 31, 1)]
    [InlineData(51, 37, 50, 36)]
    [InlineData(51, 37, 200, 5)]
    public void BilinearAgreesWithFloatingPointToOneStep(int width, int height, int newWidth, int newHeight)
    {
        Image source = Noise(width, height, seed: width + height);
        Image actual = Resize.Bilinear(source, newWidth, newHeight);
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    double expected = Interpolate(source, ((x + 0.5) * width / newWidth) - 0.5, ((y + 0.5) * height / newHeight) - 0.5, channel);
                    Assert.InRange(actual.Pixels[(((y * newWidth) + x) * 3) + channel], expected - 1.2, expected + 1.2);
                }
            }
        }
    }

    [Theory]
    [InlineData(64, 48, 32, 24)]
    [InlineData(63, 48, 21, 16)]
    [InlineData(63, 48, 21, 12)]
    [InlineData(51, 37, 50, 36)]
    [InlineData(500, 7, 3, 1)]
    [InlineData(40, 30, 40, 11)]
    public void AreaKeepsTheMean(int width, int height, int newWidth, int newHeight)
    {
        Image source = Noise(width, height, seed: 3);
        Image actual = Resize.Area(source, newWidth, newHeight);
        Assert.Equal(source.Pixels.Average(value => value), actual.Pixels.Average(value => value), 1.0);

        Image flat = new(width, height);
        Array.Fill(flat.Pixels, (byte)201);
        Assert.All(Resize.Area(flat, newWidth, newHeight).Pixels, value => Assert.Equal(201, value));
        Assert.All(Resize.Bilinear(flat, newWidth, newHeight).Pixels, value => Assert.Equal(201, value));
    }

    [Fact]
    public void TheSameSizeIsTheSameImage()
    {
        Image source = Noise(5, 6, seed: 4);
        Assert.Same(source, Resize.Bilinear(source, 5, 6));
        Assert.Same(source, Resize.Area(source, 5, 6));
    }

    [Fact]
    public void AreaDoesNotEnlarge()
    {
        Image source = Noise(5, 6, seed: 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => Resize.Area(source, 6, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resize.Bilinear(source, 0, 6));
    }

    private static double Interpolate(Image image, double x, double y, int channel)
    {
        x = Math.Clamp(x, 0, image.Width - 1);
        y = Math.Clamp(y, 0, image.Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, image.Width - 1), bottom = Math.Min(top + 1, image.Height - 1);
        double Pixel(int column, int row) => image.Pixels[(((row * image.Width) + column) * 3) + channel];
        double upper = double.Lerp(Pixel(left, top), Pixel(right, top), x - left);
        double lower = double.Lerp(Pixel(left, bottom), Pixel(right, bottom), x - left);
        return double.Lerp(upper, lower, y - top);
    }

    private static Image Noise(int width, int height, int seed)
    {
        Image image = new(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }
}
