using Support;
using Yolov5.Data;

namespace Yolov5.Tests.Data;

public sealed class ImageSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageSourcesTests()
    {
        Directory.CreateDirectory(_folder.File("in/deep"));
        foreach (string name in (string[])["in/b.png", "in/a.JPG", "in/notes.md", "in/deep/c.png", "in/video.mp4"])
            File.WriteAllText(_folder.File(name), "");
        File.WriteAllText(_folder.File("list.txt"), $"{_folder.File("in/b.png")}\n\n./in/a.JPG\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in", "a.JPG b.png")]
    [InlineData("in/b.png", "b.png")]
    [InlineData("in/*.png", "b.png")]
    [InlineData("in/?.*", "a.JPG b.png")]
    [InlineData("in/**/*.png", "b.png deep/c.png")]
    [InlineData("in/[ab].*", "a.JPG b.png")]
    [InlineData("list.txt", "b.png a.JPG")]
    public void Files_folders_patterns_and_lists_are_found(string source, string expected) =>
        Assert.Equal(expected, string.Join(' ', ImageSources.Find(_folder.File(source)).Select(path => Path.GetRelativePath(_folder.File("in"), path))));

    [Theory]
    [InlineData("0", "webcams")]
    [InlineData("rtsp://camera/1", "streams cannot be read here")]
    [InlineData("https://site/picture.jpg", "streams cannot be read here")]
    [InlineData("screen 0", "screens")]
    [InlineData("list.streams", "streams")]
    [InlineData("", "is expected")]
    [InlineData("/no/such/folder", "there is no such file or folder")]
    public void Other_sources_are_refused_with_the_reason(string source, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => ImageSources.Find(source)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("in/video.mp4", "is a video, which cannot be decoded here")]
    [InlineData("in/notes.md", "no picture (.bmp")]
    [InlineData("in/*.tiff", "no picture (.bmp")]
    public void Files_that_are_no_pictures_are_named(string source, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => ImageSources.Find(_folder.File(source))).Message, StringComparison.Ordinal);
}
