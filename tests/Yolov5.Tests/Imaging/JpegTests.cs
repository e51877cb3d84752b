using System.IO.Hashing;
using System.Text.Json;
using BitMiracle.LibJpeg.Classic;
using Support;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

public sealed class JpegTests
{
    [SharedTheory("golden/letterbox/decoded_crc32.json")]
    [InlineData("coco64", "data/coco64/images")]
    [InlineData("bccd_train", "data/bccd/images/train")]
    [InlineData("bccd_val", "data/bccd/images/val")]
    public void Decoding_photographs_gives_the_values_that_OpenCV_gives(string set, string folder)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/letterbox/decoded_crc32.json")));
        int compared = 0;
        foreach (JsonProperty expected in json.RootElement.GetProperty(set).EnumerateObject())
        {
            string path = Directory.EnumerateFiles(Repository.SharedPath(folder), expected.Name, SearchOption.AllDirectories).First();
            Image image = ImageFile.Read(path).Image;

            Assert.Equal(expected.Value.GetProperty("w").GetInt32(), image.Width);
            Assert.Equal(expected.Value.GetProperty("h").GetInt32(), image.Height);
            Assert.Equal(new ImageSize(image.Width, image.Height), ImageFile.ReadSize(path));
            byte[] blueFirst = [.. image.Pixels.Chunk(3).SelectMany(static rgb => new[] { rgb[2], rgb[1], rgb[0] })];
            Assert.True(expected.Value.GetProperty("bgr_crc32").GetUInt32() == Crc32.HashToUInt32(blueFirst), $"{expected.Name} decodes to other values");
            compared++;
        }

        Assert.True(compared >= 60);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 5)]
    [InlineData(64, 48)]
    public void An_encoded_picture_decodes_to_nearly_the_same(int width, int height)
    {
        Image image = Pictures.Gradient(width, height);

        DecodedImage decoded = ImageFile.Decode(ImageEncoder.Jpeg(image, 95, subsampleChroma: false));

        Assert.Equal(ImageDamage.None, decoded.Damage);
        Assert.Null(decoded.Warning);
        Assert.True(Pictures.MeanDifference(image, decoded.Image) < 4);
    }

    [Fact]
    public void Encoding_gives_the_same_bytes_each_time_and_quality_matters()
    {
        Image image = Pictures.Noise(70, 50, seed: 1);

        Assert.Equal(ImageEncoder.Jpeg(image, 90, true), ImageEncoder.Jpeg(image, 90, true));
        Assert.True(ImageEncoder.Jpeg(image, 30, true).Length < ImageEncoder.Jpeg(image, 90, true).Length);
        Assert.True(ImageEncoder.Jpeg(image, 90, true).Length < ImageEncoder.Jpeg(image, 90, false).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncoder.Jpeg(image, 0, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncoder.Jpeg(image, 101, true));
        Assert.Contains("70000x1", Assert.Throws<ImageFormatException>(() => ImageEncoder.Jpeg(new Image(70_000, 1), 90, true)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_end_marker_leaves_every_pixel()
    {
        byte[] jpeg = Pictures.Jpeg(Pictures.Noise(64, 48, seed: 2));

        DecodedImage decoded = ImageFile.Decode(jpeg.AsSpan(0, jpeg.Length - 2));

        Assert.Equal(ImageDamage.MissingEndMarker, decoded.Damage);
        Assert.NotNull(decoded.Warning);
        Assert.Equal(ImageFile.Decode(jpeg).Image.Pixels, decoded.Image.Pixels);
    }

    [Fact]
    public void Half_a_file_is_decoded_as_truncated()
    {
        byte[] jpeg = Pictures.Jpeg(Pictures.Noise(64, 48, seed: 3));

        DecodedImage decoded = ImageFile.Decode(jpeg.AsSpan(0, jpeg.Length / 2));

        Assert.Equal(ImageDamage.Truncated, decoded.Damage);
        Assert.Equal(ImageFile.Decode(jpeg).Image.Pixels.AsSpan(0, 64 * 3 * 8), decoded.Image.Pixels.AsSpan(0, 64 * 3 * 8));
    }

    [Fact]
    public void Damage_inside_is_reported_and_black_pictures_are_no_damage()
    {
        byte[] jpeg = Pictures.Jpeg(Pictures.Noise(64, 48, seed: 4));
        jpeg.AsSpan(jpeg.Length / 2, 40).Fill(0x55);
        jpeg[jpeg.Length / 2] = 0xFF;
        jpeg[jpeg.Length / 2 + 1] = 0xD3;
        Assert.Equal(ImageDamage.CorruptData, ImageFile.Decode(jpeg).Damage);

        byte[] black = Pictures.Jpeg(new Image(32, 32));
        DecodedImage decoded = ImageFile.Decode(black.AsSpan(0, black.Length - 2));
        Assert.Equal(ImageDamage.MissingEndMarker, decoded.Damage);
        Assert.All(decoded.Image.Pixels, static value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("FFD8", "JPEG")]
    [InlineData("FFD8FFD9", "JPEG")]
    [InlineData("FFD8FFC0000B080000000101011100FFD9", "JPEG")]
    public void Bytes_that_are_no_picture_are_refused(string hex, string words)
    {
        byte[] bytes = Convert.FromHexString(hex);

        ImageFormatException exception = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(bytes));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Throws<ImageFormatException>(() => ImageFile.SizeOf(bytes));
    }

    [Fact]
    public void Decompression_bomb_is_refused_before_memory_is_taken()
    {
        byte[] jpeg = Pictures.Jpeg(Pictures.Gradient(64, 48));
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        new byte[] { 0xFD, 0xE8, 0xFD, 0xE8 }.CopyTo(jpeg, frame + 5);

        Assert.Contains("65000x65000", Assert.Throws<ImageFormatException>(() => ImageFile.Decode(jpeg)).Message, StringComparison.Ordinal);
        Assert.Throws<ImageFormatException>(() => ImageFile.SizeOf(jpeg));
    }

    [Theory]
    [InlineData(J_COLOR_SPACE.JCS_CMYK)]
    [InlineData(J_COLOR_SPACE.JCS_YCCK)]
    public void Cmyk_is_converted_as_inverted_inks(J_COLOR_SPACE colours)
    {
        // Inverted as Adobe writes it: 255 means no ink. Half of the black is missing, so red is 128 and the others darker.
        byte[] inks = [.. Enumerable.Repeat(new byte[] { 255, 128, 0, 128 }, 16 * 16).SelectMany(static p => p)];

        Image image = ImageFile.Decode(new JpegVariants { Colours = colours, Quality = 100, Sampling = (1, 1) }.EncodeInks(inks, 16, 16)).Image;

        Assert.InRange(image.Pixels[0], 126, 130);
        Assert.InRange(image.Pixels[1], 62, 68);
        Assert.InRange(image.Pixels[2], 0, 3);
    }

    [Fact]
    public void Grey_becomes_three_equal_channels_and_progressive_files_equal_plain_ones()
    {
        Image image = Pictures.Gradient(40, 30);
        JpegVariants plain = new();

        Assert.All(ImageFile.Decode(new JpegVariants { Colours = J_COLOR_SPACE.JCS_GRAYSCALE, Sampling = (1, 1) }.Encode(image)).Image.Pixels.Chunk(3), static p => Assert.True(p[0] == p[1] && p[1] == p[2]));
        Assert.Equal(ImageFile.Decode(plain.Encode(image)).Image.Pixels, ImageFile.Decode((plain with { IsProgressive = true }).Encode(image)).Image.Pixels);
        Assert.Equal(ImageFile.Decode(plain.Encode(image)).Image.Pixels, ImageFile.Decode((plain with { RestartInterval = 2 }).Encode(image)).Image.Pixels);
    }

    [Fact]
    public void The_first_of_several_pictures_in_a_file_is_read()
    {
        byte[] first = Pictures.Jpeg(Pictures.Noise(40, 30, seed: 6)), second = Pictures.Jpeg(Pictures.Noise(16, 16, seed: 7));

        DecodedImage decoded = ImageFile.Decode([.. first, .. second.AsSpan(0, second.Length / 2)]);

        Assert.Equal(ImageFile.Decode(first).Image.Pixels, decoded.Image.Pixels);
        Assert.Equal(ImageDamage.None, decoded.Damage);
    }

    [Fact]
    public void Many_threads_decode_alike()
    {
        byte[] jpeg = Pictures.Jpeg(Pictures.Noise(160, 120, seed: 5));
        byte[] expected = ImageFile.Decode(jpeg).Image.Pixels;

        Parallel.For(0, 64, _ => Assert.Equal(expected, ImageFile.Decode(jpeg).Image.Pixels));
    }
}
