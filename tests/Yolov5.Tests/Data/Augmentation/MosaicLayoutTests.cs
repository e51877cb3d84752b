using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Tests.Data.Augmentation;

/// <summary>Places worked out by hand from the description of the reference's mosaics.</summary>
public class MosaicLayoutTests
{
    [Fact]
    public void Four_images_meet_at_a_point()
    {
        ImageSize wide = new(100, 60), high = new(50, 100);
        Tile[] tiles = MosaicLayout.Four([7, 8, 9, 10], [wide, high, high, wide], side: 200, x: 80, y: 130);

        Assert.Equal(new Tile(7, 100, 60, -20, 70, 0, 70, 80, 130), tiles[0]);
        Assert.Equal(new Tile(8, 50, 100, 80, 30, 80, 30, 130, 130), tiles[1]);
        Assert.Equal(new Tile(9, 50, 100, 30, 130, 30, 130, 80, 200), tiles[2]);
        Assert.Equal(new Tile(10, 100, 60, 80, 130, 80, 130, 180, 190), tiles[3]);
    }

    [Fact]
    public void Nine_images_lie_clockwise_around_the_first()
    {
        ImageSize[] sizes = [new(100, 80), new(100, 60), new(90, 100), new(70, 100), new(100, 50), new(100, 100), new(80, 100), new(100, 90), new(60, 100)];
        Tile[] tiles = MosaicLayout.Nine([0, 1, 2, 3, 4, 5, 6, 7, 8], sizes, imageSize: 100, x: 40, y: 30);

        Assert.Equal(
            [(100, 100), (100, 40), (200, 0), (200, 100), (200, 200), (100, 180), (20, 180), (0, 90), (40, -10)],
            tiles.Select(tile => (tile.X + 40, tile.Y + 30)));
        Assert.Equal(new Tile(8, 60, 100, 0, -40, 0, 0, 60, 60), tiles[8]);
    }
}
