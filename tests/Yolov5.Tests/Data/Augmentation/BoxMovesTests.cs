using Yolov5.Data;
using Yolov5.Data.Augmentation;

namespace Yolov5.Tests.Data.Augmentation;

public class BoxMovesTests
{
    [Theory]
    [InlineData(100, 10, 10, true)]
    [InlineData(100, 2, 50, false)]
    [InlineData(100, 2.1, 50, true)]
    [InlineData(1001, 10, 10, false)]
    [InlineData(999, 10, 10, true)]
    [InlineData(400, 300, 3.1, true)]
    [InlineData(400, 320, 3.1, false)]
    public void A_box_is_kept_by_side_area_and_aspect(double areaBefore, double width, double height, bool isKept) =>
        Assert.Equal(isKept, BoxMoves.IsCandidate(areaBefore, width, height, 0.1));

    [Fact]
    public void Boxes_move_with_the_view_and_are_cut_at_its_border()
    {
        // Twice as large, then 10 to the right and 20 up.
        PerspectiveMatrix matrix = PerspectiveMatrix.Translation(10, -20) * PerspectiveMatrix.Rotation(0, 2);
        SampleMatrix view = new(matrix, matrix.Inverse()!.Value, 2);
        List<PixelBox> boxes = [];
        BoxMoves.Move([new(new PixelBox(1, 5, 15, 20, 30), null), new(new PixelBox(2, 40, 0, 50, 25), null), new(new PixelBox(3, 46, 20, 80, 30), null)], view, 100, 100, boxes);

        Assert.Equal([new PixelBox(1, 20, 10, 50, 40), new PixelBox(2, 90, 0, 100, 30)], boxes);
    }

    [Fact]
    public void An_outline_gives_a_tighter_box_than_its_corners_would()
    {
        // A diamond, turned by 45 degrees, is a square; its box's corners would give one twice as wide.
        float[] diamond = [50, 20, 80, 50, 50, 80, 20, 50];
        PerspectiveMatrix matrix = PerspectiveMatrix.Translation(50, 50) * PerspectiveMatrix.Rotation(45, 1) * PerspectiveMatrix.Translation(-50, -50);
        List<PixelBox> boxes = [];
        BoxMoves.Move([new(new PixelBox(0, 20, 20, 80, 80), diamond)], new SampleMatrix(matrix, matrix.Inverse()!.Value, 1), 100, 100, boxes);

        PixelBox box = Assert.Single(boxes);
        double half = 30 / Math.Sqrt(2);
        Assert.Equal(50 - half, box.Left, 0.1);
        Assert.Equal(50 + half, box.Right, 0.1);
        Assert.Equal(50 - half, box.Top, 0.1);
        Assert.Equal(50 + half, box.Bottom, 0.1);
    }

    [Fact]
    public void Outlined_objects_are_copied_to_the_other_side_unless_something_is_there()
    {
        CanvasObject left = new(new PixelBox(4, 10, 10, 30, 30), [10, 10, 30, 10, 30, 30]);
        List<CanvasObject> free = [left];
        float[] copy = Assert.Single(CopyPaste.Draw(1, free, 200, new RandomStream(1)));
        Assert.Equal([190f, 10, 170, 10, 170, 30], copy);
        Assert.Equal(new PixelBox(4, 170, 10, 190, 30), free[1].Box);

        List<CanvasObject> taken = [left, new(new PixelBox(0, 165, 10, 195, 40), null)];
        Assert.Empty(CopyPaste.Draw(1, taken, 200, new RandomStream(1)));
        Assert.Equal(2, taken.Count);
        Assert.Empty(CopyPaste.Draw(0.3, [left], 200, new RandomStream(1)));
    }
}
