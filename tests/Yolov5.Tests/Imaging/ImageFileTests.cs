using Support;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_content_tells_the_format_not_the_name()
    {
        Image image = Pictures.Noise(20, 10, seed: 9);
        string path = _folder.File("really-a-png.jpg");
        File.WriteAllBytes(path, PngCodec.Encode(image));

        Assert.Equal(image.Pixels, ImageFile.Read(path).Image.Pixels);
        Assert.Equal(new ImageSize(20, 10), ImageFile.ReadSize(path));
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
        ImageFile.Write(path, image, 95, subsampleChroma: false);

        Assert.True(Pictures.MeanDifference(image, ImageFile.Read(path).Image) < 4);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Writing_to_no_folder_or_as_another_format_is_the_users_error()
    {
        Assert.Contains(".bmp", Assert.Throws<InvalidInputException>(() => ImageFile.Write(_folder.File("a.bmp"), new Image(1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be written", Assert.Throws<InvalidInputException>(() => ImageFile.Write(_folder.File("none/a.png"), new Image(1, 1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("GIF89a....", "GIF")]
    [InlineData("BM........", "BMP")]
    [InlineData("RIFF....WEBPVP8 ", "WebP")]
    [InlineData("hello", "known format")]
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
    public void Missing_files_and_folders_are_the_projects_own_exception()
    {
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(_folder.File("missing.jpg")));
        Assert.Throws<ImageFormatException>(() => ImageFile.ReadSize(_folder.Path));
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(""));
    }

    [Fact]
    public void Size_behind_large_metadata_is_found()
    {
        byte[] jpeg = JpegCodec.Encode(Pictures.Gradient(30, 20));
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
