using Support;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Formats => [.. ImageFormat.All.Select(static format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_is_read_whatever_the_name_of_the_file(string format)
    {
        Image image = Pictures.Gradient(40, 30);
        byte[] file = format switch
        {
            "BMP" => OtherFormats.Bmp(image),
            "GIF" => OtherFormats.Gif(40, 30, [.. Enumerable.Range(0, 1200).Select(static i => (byte)(i % 128))], new byte[1200]),
            "JPEG" => ImageEncoder.Jpeg(image, 95, subsampleChroma: false),
            "PNG" => ImageEncoder.Png(image),
            "TIFF" => OtherFormats.Tiff(image),
            "WebP" => OtherFormats.WebP(image, isLossless: true),
            _ => throw new InvalidOperationException($"{format} needs a picture here"),
        };
        foreach (string name in new[] { "a.jpg", "a.png", "a.tiff", "a" })
        {
            string path = _folder.File(name);
            File.WriteAllBytes(path, file);

            DecodedImage decoded = ImageFile.Read(path);

            Assert.Equal(ImageDamage.None, decoded.Damage);
            Assert.Equal(new ImageSize(40, 30), ImageFile.ReadSize(path));
            if (format == "GIF")
                Assert.Equal(Enumerable.Range(0, 1200).Select(static i => (byte)(i % 128 * 2)), decoded.Image.Pixels.Where(static (_, i) => i % 3 == 0));
            else if (format == "JPEG")
                Assert.True(Pictures.MeanDifference(image, decoded.Image) < 4);
            else
                Assert.Equal(image.Pixels, decoded.Image.Pixels);
        }
    }

    [Fact]
    public void Lossy_WebP_is_read_and_cut_files_say_so_or_are_refused()
    {
        Image image = Pictures.Gradient(64, 64);
        byte[] webp = OtherFormats.WebP(image, isLossless: false);
        Assert.True(Pictures.MeanDifference(image, ImageFile.Decode(webp).Image) < 6);

        byte[][] files = [webp, OtherFormats.WebP(image, isLossless: true), OtherFormats.Bmp(image), OtherFormats.Gif(64, 64, new byte[4096])];
        foreach (byte[] file in files)
        {
            for (int length = 0; length < file.Length - 3; length += 7)
            {
                try
                {
                    Assert.Equal(ImageDamage.Truncated, ImageFile.Decode(file.AsSpan(0, length)).Damage);
                }
                catch (ImageFormatException e)
                {
                    Assert.NotEmpty(e.Reason);
                }
            }
        }
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.JPG")]
    [InlineData("a.jpeg")]
    public void Written_files_are_read_back_and_leave_nothing_beside(string name)
    {
        Image image = Pictures.Gradient(31, 17);
        string path = _folder.File(name);

        ImageFile.Write(path, new Image(5, 5));
        ImageFile.Write(path, image);

        Assert.True(Pictures.MeanDifference(image, ImageFile.Read(path).Image) < 4);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Writing_to_no_folder_or_as_another_format_is_the_users_error()
    {
        Assert.Contains(".bmp", Assert.Throws<InvalidInputException>(() => ImageFile.Write(_folder.File("a.bmp"), new Image(1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<InvalidInputException>(() => ImageFile.Write(_folder.File("none/a.png"), new Image(1, 1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("GIF89a....", "GIF")]
    [InlineData("BM........", "BMP")]
    [InlineData("RIFF....WEBPVP8 ", "WebP")]
    [InlineData("II*\0....", "TIFF")]
    [InlineData("hello", "BMP, GIF, JPEG, PNG, TIFF and WebP files are read")]
    public void Other_files_are_named_with_the_reason(string content, string words)
    {
        string path = _folder.File("x.jpg");
        File.WriteAllText(path, content);

        foreach (Action read in new Action[] { () => ImageFile.Read(path), () => ImageFile.ReadSize(path) })
        {
            ImageFormatException exception = Assert.Throws<ImageFormatException>(read);
            Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
            Assert.Contains(words, exception.Message, StringComparison.Ordinal);
            Assert.Equal(path, exception.File);
        }
    }

    [Fact]
    public void Absurd_sizes_are_refused_before_memory_is_taken()
    {
        byte[] gif = OtherFormats.Gif(4, 4, new byte[16]);
        gif.AsSpan(6, 4).Fill(0xFF);
        Assert.Contains("65535x65535", Assert.Throws<ImageFormatException>(() => ImageFile.Decode(gif)).Reason, StringComparison.Ordinal);

        byte[] bmp = OtherFormats.Bmp(new Image(4, 4));
        bmp.AsSpan(18, 8).Fill(0x7F);
        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(bmp));
        (bmp[18], bmp[19], bmp[20], bmp[21]) = (0, 0xFF, 0, 0);
        (bmp[22], bmp[23], bmp[24], bmp[25]) = (0, 0xFF, 0, 0);
        Assert.Contains("65280x65280", Assert.Throws<ImageFormatException>(() => ImageFile.Decode(bmp)).Reason, StringComparison.Ordinal);

        byte[] webp = OtherFormats.WithExif(OtherFormats.WebP(new Image(4, 4), isLossless: true), [], 16_383, 16_383);
        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(webp));
    }

    [Fact]
    public void Missing_files_and_folders_are_the_projects_own_exception()
    {
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(_folder.File("missing.jpg")));
        Assert.Throws<ImageFormatException>(() => ImageFile.ReadSize(_folder.Path));
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(""));
    }

    [Fact]
    public void Size_behind_large_metadata_is_found()
    {
        byte[] jpeg = Pictures.Jpeg(Pictures.Gradient(30, 20));
        byte[] comment = [0xFF, 0xFE, 0xFF, 0xFF, .. new byte[0xFFFD]];
        string path = _folder.File("large.jpg");
        File.WriteAllBytes(path, [.. jpeg.AsSpan(0, 2), .. comment, .. comment, .. comment, .. jpeg.AsSpan(2)]);

        Assert.Equal(new ImageSize(30, 20), ImageFile.ReadSize(path));
        Assert.Equal(30, ImageFile.Read(path).Image.Width);

        byte[] rotateRight = [.. "II\x2a\0\b\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"u8];
        PngWriter png = new PngWriter(30, 20, 8, 0) { Sample = static (x, _, _) => x }.With("tEXt", new byte[300_000]).With("eXIf", rotateRight);
        File.WriteAllBytes(path, png.ToArray());
        Assert.Equal(new ImageSize(20, 30), ImageFile.ReadSize(path));
        Assert.Equal(20, ImageFile.Read(path).Image.Width);
    }
}
