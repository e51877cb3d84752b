using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data.Augmentation;

public class CanvasWarpTests
{
    private const int Side = 64;

    [Theory]
    [InlineData(4, 0, 0.5, 0, 0)]
    [InlineData(4, 30, 0.9, 10, 0)]
    [InlineData(4, 5, 0.2, 5, 0.001)]
    [InlineData(9, 0, 0.5, 0, 0)]
    [InlineData(9, 180, 0.5, 20, 0.0005)]
    public void A_mosaic_is_drawn_from_its_images_as_from_the_whole_canvas(int count, double degrees, double scale, double shear, double perspective)
    {
        AugmentationOptions options = new() { Degrees = degrees, Scale = scale, Shear = shear, Perspective = perspective, Translate = 0.3 };
        CanvasWarp warp = new();
        for (int seed = 0; seed < 20; seed++)
        {
            RandomStream random = new(seed, count);
            (Tile[] tiles, Image[] images) = Mosaic(count, random);
            SampleMatrix view = SampleMatrix.Draw(options, 2 * Side, 2 * Side, Side, Side, random);
            byte[] expected = new DrawnCanvas(2 * Side, 2 * Side, tiles.Zip(images)).Warp(view.ToCanvas, Side, Side);

            byte[] planes = new byte[3 * Side * Side];
            Canvas canvas = new(tiles, [.. tiles.Zip(images, (tile, image) => new PlacedPixels(image, tile.X, tile.Y))]);
            warp.Draw(canvas, view.ToCanvas, new SampleTarget(Side, Side, planes));
            Assert.Equal(expected, planes);

            warp.Draw(canvas, view.ToCanvas, new SampleTarget(Side, Side, planes) { Mirrored = true, UpsideDown = true });
            for (int channel = 0; channel < 3; channel++)
                Array.Reverse(planes, channel * Side * Side, Side * Side);
            Assert.Equal(expected, planes);
        }
    }

    [Fact]
    public void Eight_pixels_at_once_equal_one_by_one()
    {
        Image image = Pictures.Noise(50, 40, seed: 3);
        RandomStream random = new(8);
        for (int round = 0; round < 300; round++)
        {
            int count = 1 + random.NextInt(60), stepX = random.NextInt(24), stepY = random.NextInt(19);
            int[] x = [.. Enumerable.Range(0, count).Select(i => (100 + 7) * 32 + 5 + (i * stepX))];
            int[] y = [.. Enumerable.Range(0, count).Select(i => (200 + 38) * 32 + 9 - (i * stepY))];
            byte[] expected = new byte[3 * count], planes = new byte[3 * count];
            WarpKernel.DrawEach(new PlacedPixels(image, 100, 200), x, y, Row(expected));
            WarpKernel.Draw(new PlacedPixels(image, 100, 200), x, y, Row(planes));
            Assert.Equal(expected, planes);
        }

        static PlanarRow Row(byte[] planes) => new(planes.AsSpan(0, planes.Length / 3), planes.AsSpan(planes.Length / 3, planes.Length / 3), planes.AsSpan(2 * planes.Length / 3));
    }

    [Fact]
    public void An_inverse_of_an_affine_map_is_affine()
    {
        RandomStream random = new(1);
        for (int i = 0; i < 1_000; i++)
        {
            SampleMatrix view = SampleMatrix.Draw(new AugmentationOptions { Degrees = 45, Shear = 20 }, 1280, 1280, 640, 640, random);
            Assert.True(view.ToCanvas.IsAffine);
            (double x, double y) = view.ToCanvas.Map(view.ToSample.Map(10, 20).X, view.ToSample.Map(10, 20).Y);
            Assert.Equal((10, 20), (Math.Round(x, 6), Math.Round(y, 6)));
        }
    }

    private static (Tile[] Tiles, Image[] Images) Mosaic(int count, RandomStream random)
    {
        ImageSize[] sizes = [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? new ImageSize(Side, 8 + random.NextInt(Side - 8)) : new ImageSize(8 + random.NextInt(Side - 8), Side))];
        int[] indices = [.. Enumerable.Range(0, count)];
        Tile[] tiles = count == 4
            ? MosaicLayout.Four(indices, sizes, 2 * Side, 32 + random.NextInt(64), 32 + random.NextInt(64))
            : MosaicLayout.Nine(indices, sizes, Side, random.NextInt(Side), random.NextInt(Side));
        return (tiles, [.. sizes.Select((size, i) => Pictures.Noise(size.Width, size.Height, seed: i))]);
    }
}
