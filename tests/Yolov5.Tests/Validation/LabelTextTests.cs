using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class LabelTextTests
{
    private static readonly Detection[] Found = [new(10, 20, 30, 60, 0.87654321f, 3), new(0, 0, 1, 1, 1e-3f, 0)];

    [Fact]
    public void Lines_have_shares_of_the_image_in_six_digits() =>
        Assert.Equal("3 0.2 0.2 0.2 0.2\n0 0.005 0.0025 0.01 0.005\n", LabelText.Of(Found, 100, 200, withConfidence: false));

    [Fact]
    public void Confidences_end_the_lines_if_wanted() =>
        Assert.Equal("3 0.2 0.2 0.2 0.2 0.876543\n0 0.005 0.0025 0.01 0.005 0.001\n", LabelText.Of(Found, 100, 200, withConfidence: true));
}
