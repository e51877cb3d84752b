using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class BoxGeometryTests
{
    [Fact]
    public void Corners_and_centre_are_inverse()
    {
        Assert.Equal((5f, 18f, 15f, 22f), BoxGeometry.ToCorners(10, 20, 10, 4));
        Assert.Equal((10f, 20f, 10f, 4f), BoxGeometry.ToCenter(5, 18, 15, 22));
    }

    [Theory]
    [InlineData(0, 0, 10, 10, 1.0)]
    [InlineData(0, 0, 10, 5, 0.5)]
    [InlineData(5, 5, 15, 15, 25.0 / 175)]
    [InlineData(10, 0, 20, 10, 0.0)]
    [InlineData(30, 30, 40, 40, 0.0)]
    public void Iou_of_known_boxes(float x1, float y1, float x2, float y2, double expected)
    {
        Assert.Equal(expected, BoxGeometry.Iou(0, 0, 10, 10, x1, y1, x2, y2), 1e-6);
        Assert.Equal(expected, BoxGeometry.Iou(x1, y1, x2, y2, 0, 0, 10, 10), 1e-6);
    }

    [Fact]
    public void Iou_of_boxes_without_area_is_zero() => Assert.Equal(0f, BoxGeometry.Iou(3, 3, 3, 3, 3, 3, 3, 3));

    [Fact]
    public void Matrix_holds_every_pair()
    {
        var iou = new float[2];
        BoxGeometry.IouMatrix([0, 0, 10, 10], [0, 0, 10, 5, 20, 20, 30, 30], iou);
        Assert.Equal([0.5f, 0f], iou);
        BoxGeometry.IouMatrix([], [0, 0, 1, 1], []);
        Assert.Throws<ArgumentException>(() => BoxGeometry.IouMatrix([0, 0, 1], [0, 0, 1, 1], iou));
        Assert.Throws<ArgumentException>(() => BoxGeometry.IouMatrix([0, 0, 1, 1], [0, 0, 1, 1], iou));
    }

    [Fact]
    public void Letterboxed_boxes_come_back_and_are_clipped()
    {
        // 640 x 480 in 320 x 320: half the size, 40 pixels above and below.
        (double gain, double padX, double padY) = BoxGeometry.LetterboxMapping(320, 320, 640, 480);
        Assert.Equal((0.5, 0.0, 40.0), (gain, padX, padY));

        Detection[] detections = [new(10, 50, 20, 60, 0.5f, 3), new(-5, 0, 400, 320, 0.4f, 1)];
        BoxGeometry.ScaleBoxes(detections, gain, padX, padY, 640, 480);
        Assert.Equal([new(20, 20, 40, 40, 0.5f, 3), new(0, 0, 640, 480, 0.4f, 1)], detections);

        GroundTruth[] labels = [new(2, 10, 50, 20, 60)];
        BoxGeometry.ScaleBoxes(labels, gain, padX, padY, 640, 480);
        Assert.Equal([new(2, 20, 20, 40, 40)], labels);
    }

    [Fact]
    public void Clipping_moves_only_what_is_outside()
    {
        Detection[] detections = [new(-1, 2, 30, 40, 1, 0)];
        BoxGeometry.ClipBoxes(detections, 20, 50);
        Assert.Equal([new(0, 2, 20, 40, 1, 0)], detections);
    }

    [Fact]
    public void Mapping_needs_sizes_and_a_ratio()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BoxGeometry.LetterboxMapping(320, 320, 0, 480));
        Assert.Throws<ArgumentOutOfRangeException>(() => BoxGeometry.ScaleBoxes(Span<Detection>.Empty, 0, 0, 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BoxGeometry.ScaleBoxes(Span<GroundTruth>.Empty, double.NaN, 0, 0, 1, 1));
    }
}
