using System.Buffers.Binary;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

public sealed class ExifOrientationTests
{
    // A picture of 3x2 pixels: a b c / d e f, and what a viewer that honours each orientation shows.
    [Theory]
    [InlineData(1, "abc/def")]
    [InlineData(2, "cba/fed")]
    [InlineData(3, "fed/cba")]
    [InlineData(4, "def/abc")]
    [InlineData(5, "ad/be/cf")]
    [InlineData(6, "da/eb/fc")]
    [InlineData(7, "fc/eb/da")]
    [InlineData(8, "cf/be/ad")]
    [InlineData(0, "abc/def")]
    [InlineData(9, "abc/def")]
    public void Each_orientation_is_undone(int orientation, string expected)
    {
        Image stored = new(3, 2, [.. "abcdef".SelectMany(static c => new[] { (byte)c, (byte)(c + 1), (byte)(c + 2) })]);

        Image upright = ExifOrientation.Apply(stored, orientation);

        string[] rows = [.. upright.Pixels.Chunk(upright.Width * 3).Select(static row => string.Concat(row.Where(static (_, i) => i % 3 == 0).Select(static v => (char)v)))];
        Assert.Equal(expected, string.Join('/', rows));
        Assert.All(upright.Pixels.Chunk(3), static rgb => Assert.True(rgb[1] == rgb[0] + 1 && rgb[2] == rgb[0] + 2));
        Assert.Equal(upright.Width != 3, ExifOrientation.SwapsSides(orientation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_tag_is_read_in_both_byte_orders_and_applied_by_ImageFile(bool bigEndian)
    {
        byte[] plain = Pictures.Jpeg(Pictures.Gradient(40, 20));
        using Support.TemporaryFolder folder = new();
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] tagged = WithExif(plain, Tiff(bigEndian, 3, orientation));
            Assert.Equal(orientation, ExifOrientation.Read(tagged));

            string path = folder.File($"{orientation}.jpg");
            File.WriteAllBytes(path, tagged);
            Image image = ImageFile.Read(path).Image;
            Assert.Equal(ExifOrientation.Apply(ImageFile.Decode(plain).Image, orientation).Pixels, image.Pixels);
            Assert.Equal(new ImageSize(image.Width, image.Height), ImageFile.ReadSize(path));
        }
    }

    [Theory]
    [InlineData(1, 6, 6)]
    [InlineData(4, 6, 6)]
    [InlineData(2, 6, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(3, 200, 1)]
    public void Other_types_and_values_are_taken_or_ignored(int type, int value, int expected) =>
        Assert.Equal(expected, ExifOrientation.Read(WithExif(Pictures.Jpeg(Pictures.Gradient(8, 8)), Tiff(bigEndian: false, type, value))));

    [Fact]
    public void Orientation_of_a_png_counts_too()
    {
        byte[] png = new PngWriter(3, 2, 8, 0) { Sample = static (x, y, _) => y * 3 + x }.With("eXIf", Tiff(bigEndian: true, 3, 6)).ToArray();

        Image image = ImageFile.Decode(png).Image;

        Assert.Equal((2, 3), (image.Width, image.Height));
        Assert.Equal([3, 0, 4, 1, 5, 2], image.Pixels.Where(static (_, i) => i % 3 == 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Orientation_of_a_WebP_file_counts_too(bool hasJpegPrefix)
    {
        byte[] plain = OtherFormats.WebP(Pictures.Gradient(40, 20), isLossless: true);
        Image stored = ImageFile.Decode(plain).Image;
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] exif = Tiff(bigEndian: true, 3, orientation);
            byte[] webp = OtherFormats.WithExif(plain, hasJpegPrefix ? [.. "Exif\0\0"u8, .. exif] : exif, 40, 20);

            Image image = ImageFile.Decode(webp).Image;

            Assert.Equal(ExifOrientation.Apply(stored, orientation).Pixels, image.Pixels);
            Assert.Equal(new ImageSize(image.Width, image.Height), ImageFile.SizeOf(webp));
        }
    }

    [Fact]
    public void Orientation_of_a_TIFF_file_counts_too()
    {
        Image stored = Pictures.Noise(7, 5, seed: 3);
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] tiff = OtherFormats.Tiff(stored, file => file.SetField(BitMiracle.LibTiff.Classic.TiffTag.ORIENTATION, orientation));

            Image image = ImageFile.Decode(tiff).Image;

            Assert.Equal(ExifOrientation.Apply(stored, orientation).Pixels, image.Pixels);
            Assert.Equal(new ImageSize(image.Width, image.Height), ImageFile.SizeOf(tiff));
        }
    }

    [Fact]
    public void Damaged_exif_is_no_orientation_and_no_failure()
    {
        byte[] jpeg = WithExif(Pictures.Jpeg(Pictures.Gradient(16, 16)), Tiff(bigEndian: true, 3, 6));
        Random random = new(11);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] mutated = [.. jpeg.AsSpan(0, 3 + random.Next(60))];
            for (int flips = random.Next(4); flips > 0 && mutated.Length > 3; flips--)
                mutated[random.Next(3, mutated.Length)] = (byte)random.Next(256);
            Assert.InRange(ExifOrientation.Read(mutated), 1, 8);
        }
    }

    private static byte[] Tiff(bool bigEndian, int type, int value)
    {
        // Header, one directory of two entries: ImageWidth, then the orientation.
        byte[] tiff = new byte[8 + 2 + 24 + 4];
        (bigEndian ? "MM\0\x2a"u8 : "II\x2a\0"u8).CopyTo(tiff);
        Write32(4, 8);
        Write16(8, 2);
        Write16(10, 0x0100);
        Write16(12, 3);
        Write32(14, 1);
        Write16(22, 0x0112);
        Write16(24, type);
        Write32(26, 1);
        if (type == 3)
            Write16(30, value);
        else if (type == 4)
            Write32(30, value);
        else
            tiff[30] = (byte)value;
        return tiff;

        void Write16(int at, int number)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), (ushort)number);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), (ushort)number);
        }

        void Write32(int at, int number)
        {
            if (bigEndian)
                BinaryPrimitives.WriteInt32BigEndian(tiff.AsSpan(at), number);
            else
                BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(at), number);
        }
    }

    private static byte[] WithExif(byte[] jpeg, byte[] tiff)
    {
        byte[] payload = [.. "Exif\0\0"u8, .. tiff];
        byte[] segment = [0xFF, 0xE1, (byte)((payload.Length + 2) >> 8), (byte)(payload.Length + 2), .. payload];
        return [.. jpeg.AsSpan(0, 2), .. segment, .. jpeg.AsSpan(2)];
    }
}
