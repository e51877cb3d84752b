using BitMiracle.LibTiff.Classic;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

public sealed class TiffTests
{
    [Theory]
    [InlineData(Compression.NONE)]
    [InlineData(Compression.LZW)]
    [InlineData(Compression.ADOBE_DEFLATE)]
    [InlineData(Compression.PACKBITS)]
    public void Every_lossless_compression_gives_the_pixels(Compression compression)
    {
        Image image = Pictures.Noise(37, 23, seed: 1);

        byte[] tiff = OtherFormats.Tiff(image, file => file.SetField(TiffTag.COMPRESSION, compression));

        DecodedImage decoded = ImageFile.Decode(tiff);
        Assert.Equal(image.Pixels, decoded.Image.Pixels);
        Assert.Equal(ImageDamage.None, decoded.Damage);
        Assert.Equal(new ImageSize(37, 23), ImageFile.SizeOf(tiff));
    }

    [Fact]
    public void Jpeg_inside_a_tiff_is_read()
    {
        Image image = Pictures.Gradient(32, 16);

        byte[] tiff = OtherFormats.Tiff(image, static file =>
        {
            file.SetField(TiffTag.COMPRESSION, Compression.JPEG);
            file.SetField(TiffTag.JPEGQUALITY, 98);
        });

        Assert.True(Pictures.MeanDifference(image, ImageFile.Decode(tiff).Image) < 4);
    }

    [Fact]
    public void Tiles_are_put_together()
    {
        byte[][] tiles = [.. Enumerable.Range(1, 4).Select(static i => Enumerable.Repeat((byte)(i * 50), 16 * 16 * 3).ToArray())];

        Image image = ImageFile.Decode(OtherFormats.Tiff(20, 18, static file =>
        {
            file.SetField(TiffTag.TILEWIDTH, 16);
            file.SetField(TiffTag.TILELENGTH, 16);
        }, tiles)).Image;

        Assert.Equal((50, 100, 150, 200), (image.Pixels[0], image.Pixels[19 * 3], image.Pixels[17 * 20 * 3], image.Pixels[^1]));
    }

    [Fact]
    public void Grey_palette_16_bits_and_inks_become_8_bit_colours()
    {
        byte[] grey = ImageFile.Decode(OtherFormats.Tiff(3, 1, static file => Samples(file, 1, 8, Photometric.MINISBLACK), [0, 7, 255])).Image.Pixels;
        Assert.Equal([0, 0, 0, 7, 7, 7, 255, 255, 255], grey);

        byte[] inverse = ImageFile.Decode(OtherFormats.Tiff(3, 1, static file => Samples(file, 1, 8, Photometric.MINISWHITE), [0, 7, 255])).Image.Pixels;
        Assert.Equal([255, 255, 255, 248, 248, 248, 0, 0, 0], inverse);

        byte[] deep = ImageFile.Decode(OtherFormats.Tiff(2, 1, static file => Samples(file, 1, 16, Photometric.MINISBLACK), [0x00, 0x80, 0xFF, 0xFF])).Image.Pixels;
        Assert.Equal([128, 128, 128, 255, 255, 255], deep);

        byte[] deepColour = ImageFile.Decode(OtherFormats.Tiff(1, 1, static file => file.SetField(TiffTag.BITSPERSAMPLE, 16), [0, 1, 0, 2, 0, 3])).Image.Pixels;
        Assert.Equal([1, 2, 3], deepColour);

        byte[] inks = ImageFile.Decode(OtherFormats.Tiff(2, 1, static file => Samples(file, 4, 8, Photometric.SEPARATED), [0, 0, 0, 0, 255, 0, 0, 0])).Image.Pixels;
        Assert.Equal([255, 255, 255, 0, 255, 255], inks);

        byte[] palette = ImageFile.Decode(OtherFormats.Tiff(2, 1, static file =>
        {
            Samples(file, 1, 8, Photometric.PALETTE);
            ushort[] map = new ushort[256];
            map[1] = 0xFFFF;
            file.SetField(TiffTag.COLORMAP, map, new ushort[256], map);
        }, [0, 1])).Image.Pixels;
        Assert.Equal([0, 0, 0, 255, 0, 255], palette);
    }

    [Fact]
    public void Truncated_and_damaged_files_are_refused_with_the_reason()
    {
        byte[] tiff = OtherFormats.Tiff(Pictures.Noise(64, 64, seed: 2), static file => file.SetField(TiffTag.COMPRESSION, Compression.ADOBE_DEFLATE));
        byte[] damaged = [.. tiff];
        damaged.AsSpan(2000, 100).Fill(0x55);

        Assert.Contains("TIFF", Assert.Throws<ImageFormatException>(() => ImageFile.Decode(damaged)).Reason, StringComparison.Ordinal);
        Assert.Contains("TIFF", Assert.Throws<ImageFormatException>(() => ImageFile.Decode(tiff.AsSpan(0, 3000))).Reason, StringComparison.Ordinal);
        Assert.Contains("TIFF", Assert.Throws<ImageFormatException>(() => ImageFile.Decode("II*\0"u8)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_sensor_data_is_named_and_not_taken_for_its_thumbnail()
    {
        byte[] plain = OtherFormats.Tiff(Pictures.Gradient(16, 16), static file => file.SetField(TiffTag.SOFTWARE, "four"));
        // The tag of the program's name becomes DNGVersion.
        int entry = plain.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x31, 0x01, 2, 0]);
        (plain[entry], plain[entry + 1], plain[entry + 2]) = (0x12, 0xC6, 1);

        Assert.Contains("DNG", Assert.Throws<ImageFormatException>(() => ImageFile.Decode(plain)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Absurd_sizes_are_refused_before_memory_is_taken()
    {
        byte[] large = OtherFormats.Tiff(60_000, 60_000, static file => file.SetField(TiffTag.ROWSPERSTRIP, 1), new byte[180_000]);

        Assert.Contains("60000x60000", Assert.Throws<ImageFormatException>(() => ImageFile.Decode(large)).Reason, StringComparison.Ordinal);
        Assert.Contains("60000x60000", Assert.Throws<ImageFormatException>(() => ImageFile.SizeOf(large)).Reason, StringComparison.Ordinal);
    }

    private static void Samples(Tiff file, int samples, int bits, Photometric photometric)
    {
        file.SetField(TiffTag.SAMPLESPERPIXEL, samples);
        file.SetField(TiffTag.BITSPERSAMPLE, bits);
        file.SetField(TiffTag.PHOTOMETRIC, photometric);
    }
}
