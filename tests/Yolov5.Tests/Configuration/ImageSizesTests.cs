using Yolov5.Configuration;

namespace Yolov5.Tests.Configuration;

public class ImageSizesTests
{
    [Theory]
    [InlineData(100, 32, 128)]
    [InlineData(1, 32, 32)]
    [InlineData(96, 64, 128)]
    [InlineData(128, 64, 128)]
    public void A_size_is_rounded_up_to_the_stride_with_a_warning(int given, int stride, int expected)
    {
        List<string> warnings = [];
        Assert.Equal(expected, ImageSizes.RoundUp(given, stride, warnings.Add));
        Assert.Equal(given == expected ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains($"stride of {stride} pixels; {expected} is used", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-64)]
    [InlineData(int.MaxValue)]
    public void Nonsense_is_refused(int given) =>
        Assert.Contains($"--imgsz {given}", Assert.Throws<InvalidInputException>(() => ImageSizes.RoundUp(given, 32, _ => { })).Message, StringComparison.Ordinal);
}
