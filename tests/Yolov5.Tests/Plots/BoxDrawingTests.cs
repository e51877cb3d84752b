using Yolov5.Imaging;
using Yolov5.Plots;

namespace Yolov5.Tests.Plots;

public sealed class BoxDrawingTests
{
    private static readonly string[] Names = ["cat", "dog"];

    [Fact]
    public void A_box_is_drawn_where_it_is_and_the_picture_itself_stays()
    {
        Image image = new(100, 80);

        Image drawn = BoxDrawing.Draw(image, [new DrawnBox(0, 20, 30, 60, 70)], Names, new BoxDrawingOptions { LineThickness = 2, HideLabels = true });

        Assert.All(image.Pixels, value => Assert.Equal(0, value));
        Assert.All(new[] { (20, 50), (59, 50), (40, 30), (40, 69) }, place => Assert.NotEqual((0, 0, 0), At(drawn, place.Item1, place.Item2)));
        Assert.All(new[] { (40, 50), (10, 50), (80, 50), (40, 10), (40, 75) }, place => Assert.Equal((0, 0, 0), At(drawn, place.Item1, place.Item2)));
    }

    [Fact]
    public void Classes_differ_in_colour_and_thickness_names_and_confidences_act()
    {
        DrawnBox box = new(0, 20, 40, 60, 70, 0.5f);
        Image plain = Draw(box, new BoxDrawingOptions { HideLabels = true, LineThickness = 1 });

        Assert.NotEqual(At(plain, 20, 50), At(Draw(box with { Class = 1 }, new BoxDrawingOptions { HideLabels = true, LineThickness = 1 }), 20, 50));
        Assert.True(Painted(Draw(box, new BoxDrawingOptions { HideLabels = true, LineThickness = 4 })) > 2 * Painted(plain));
        int named = Painted(Draw(box, new BoxDrawingOptions { HideConfidences = true, LineThickness = 1 }));
        Assert.True(named > Painted(plain));
        Assert.True(Painted(Draw(box, new BoxDrawingOptions { LineThickness = 1 })) > named);
    }

    [Fact]
    public void Boxes_over_the_border_and_names_in_any_script_are_drawn()
    {
        Image drawn = BoxDrawing.Draw(new Image(64, 64), [new DrawnBox(0, -20, -20, 90, 90, 1), new DrawnBox(7, 60, 60, 64, 64)], ["红细胞 🙂"]);

        Assert.Contains(drawn.Pixels, value => value != 0);
    }

    private static Image Draw(DrawnBox box, BoxDrawingOptions options) => BoxDrawing.Draw(new Image(100, 80), [box], Names, options);

    private static int Painted(Image image) => Enumerable.Range(0, image.Width * image.Height).Count(i => image.Pixels.AsSpan(i * 3, 3).ContainsAnyExcept((byte)0));

    private static (int, int, int) At(Image image, int x, int y)
    {
        int place = ((y * image.Width) + x) * 3;
        return (image.Pixels[place], image.Pixels[place + 1], image.Pixels[place + 2]);
    }
}
