using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 23)]
    [InlineData(3, 200)]
    public void Encoding_loses_nothing(int width, int height)
    {
        Image image = Pictures.Noise(width, height, seed: 7);

        byte[] png = ImageEncoder.Png(image);

        Assert.Equal(image.Pixels, ImageFile.Decode(png).Image.Pixels);
        Assert.Equal(new ImageSize(width, height), ImageFile.SizeOf(png));
        Assert.Equal(png, ImageEncoder.Png(image));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    public void Every_sample_layout_decodes_with_alpha_dropped(int colorType, int bitDepth)
    {
        int maximum = (1 << bitDepth) - 1;
        bool isGrey = colorType is 0 or 4;
        int alphaChannel = colorType switch { 4 => 1, 6 => 3, _ => -1 };
        int Sample(int x, int y, int c) => c == alphaChannel ? (x + y) % 2 * maximum : (x * 5003 + y * 1009 + c * 20011) % (maximum + 1);

        foreach (bool interlaced in new[] { false, true })
        {
            byte[] png = new PngWriter(13, 11, bitDepth, colorType) { Sample = Sample, Interlaced = interlaced }.ToArray();
            Image image = ImageFile.Decode(png).Image;

            for (int y = 0, i = 0; y < 11; y++)
            {
                for (int x = 0; x < 13; x++)
                {
                    for (int c = 0; c < 3; c++, i++)
                    {
                        int sample = Sample(x, y, isGrey ? 0 : c);
                        double expected = bitDepth == 16 ? sample >> 8 : sample * 255.0 / maximum;
                        Assert.True(Math.Abs(expected - image.Pixels[i]) <= 0.5, $"({x}, {y}, {c}): {image.Pixels[i]} instead of {expected}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Palette_is_looked_up_whether_or_not_it_has_transparency()
    {
        PngWriter writer = new(4, 1, 2, 3) { Sample = static (x, _, _) => x };
        writer.With("PLTE", 255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7);
        byte[] expected = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7];
        Assert.Equal(expected, ImageFile.Decode(writer.ToArray()).Image.Pixels);

        writer.With("tRNS", 0, 128);
        Assert.Equal(expected, ImageFile.Decode(writer.ToArray()).Image.Pixels);
    }

    [Fact]
    public void Gamma_and_broken_colour_profiles_change_nothing()
    {
        PngWriter writer = new(16, 1, 8, 2) { Sample = static (x, _, c) => x * 15 + c };
        byte[] expected = ImageFile.Decode(writer.ToArray()).Image.Pixels;

        writer.With("gAMA", 0, 1, 0x86, 0xA0).With("iCCP", 1, 2, 3);

        Assert.Equal(expected, ImageFile.Decode(writer.ToArray()).Image.Pixels);
    }

    [Fact]
    public void Truncated_files_are_refused()
    {
        byte[] png = ImageEncoder.Png(Pictures.Noise(32, 32, seed: 8));
        foreach (int length in new[] { 0, 5, 8, 20, 33, 60, png.Length / 2 })
            Assert.Throws<ImageFormatException>(() => ImageFile.Decode(png.AsSpan(0, length)));

    }

    [Fact]
    public void One_wrong_byte_anywhere_is_found()
    {
        PngWriter writer = new(12, 10, 8, 2) { Sample = static (x, y, c) => x * 17 + y * 5 + c };
        byte[] png = writer.With("tEXt", [.. "Comment\0about"u8]).ToArray();
        byte[] expected = ImageFile.Decode(png).Image.Pixels;
        int text = png.AsSpan().IndexOf("tEXt"u8);
        int named = 0;

        for (int i = 0; i < png.Length; i++)
        {
            byte[] damaged = [.. png];
            damaged[i] ^= 0x10;
            try
            {
                DecodedImage decoded = ImageFile.Decode(damaged);
                Assert.InRange(i, text, text + 20);
                Assert.Equal(ImageDamage.CorruptData, decoded.Damage);
                Assert.Contains("checksum of chunk", decoded.Warning, StringComparison.Ordinal);
                Assert.Equal(expected, decoded.Image.Pixels);
                named++;
            }
            catch (ImageFormatException e)
            {
                Assert.NotEmpty(e.Reason);
            }
        }

        Assert.InRange(named, 15, 21);
    }

    [Theory]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(-1, 1)]
    [InlineData(0, 7)]
    public void Absurd_sizes_are_refused_before_memory_is_taken(int width, int height)
    {
        byte[] png = new PngWriter(1, 1, 8, 2) { Sample = static (_, _, _) => 0 }.ToArray();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);

        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(png));
        Assert.Throws<ImageFormatException>(() => ImageFile.SizeOf(png));
    }
}
