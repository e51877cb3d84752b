using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Places the images of a mosaic on a canvas of twice the image size, as YOLOv5's <c>load_mosaic</c> and <c>load_mosaic9</c>.
/// </summary>
internal static class MosaicLayout
{
    /// <summary>Four images that meet at a point: upper left, upper right, lower left, lower right.</summary>
    /// <param name="indices">Places of the four images in the data set.</param>
    /// <param name="sizes">Sizes of the resized images.</param>
    /// <param name="side">Side of the canvas in pixels.</param>
    /// <param name="x">Canvas column at which they meet.</param>
    /// <param name="y">Canvas row at which they meet.</param>
    public static Tile[] Four(ReadOnlySpan<int> indices, ReadOnlySpan<ImageSize> sizes, int side, int x, int y) =>
    [
        Tile.At(indices[0], sizes[0], x - sizes[0].Width, y - sizes[0].Height, side, side),
        Tile.At(indices[1], sizes[1], x, y - sizes[1].Height, side, side),
        Tile.At(indices[2], sizes[2], x - sizes[2].Width, y, side, side),
        Tile.At(indices[3], sizes[3], x, y, side, side),
    ];

    /// <summary>
    /// Nine images: one in the middle and eight around it, clockwise from the one above. Where two overlap, the later one shows.
    /// </summary>
    /// <param name="indices">Places of the nine images in the data set.</param>
    /// <param name="sizes">Sizes of the resized images.</param>
    /// <param name="imageSize">Long side of the images in pixels; the canvas is twice as large.</param>
    /// <param name="x">Offset of the canvas in an area of three times the image size.</param>
    /// <param name="y">Offset of the canvas in an area of three times the image size.</param>
    public static Tile[] Nine(ReadOnlySpan<int> indices, ReadOnlySpan<ImageSize> sizes, int imageSize, int x, int y)
    {
        int s = imageSize;
        (int width0, int height0) = (sizes[0].Width, sizes[0].Height);
        Tile[] tiles = new Tile[9];
        (int beforeWidth, int beforeHeight) = (-1, -1);
        for (int i = 0; i < tiles.Length; i++)
        {
            (int width, int height) = (sizes[i].Width, sizes[i].Height);
            (int left, int top) = i switch
            {
                0 => (s, s),
                1 => (s, s - height),
                2 => (s + beforeWidth, s - height),
                3 => (s + width0, s),
                4 => (s + width0, s + beforeHeight),
                5 => (s + width0 - width, s + height0),
                6 => (s + width0 - beforeWidth - width, s + height0),
                7 => (s - width, s + height0 - height),
                _ => (s - width, s + height0 - beforeHeight - height),
            };
            tiles[i] = Tile.At(indices[i], sizes[i], left - x, top - y, 2 * s, 2 * s);
            (beforeWidth, beforeHeight) = (width, height);
        }

        return tiles;
    }
}
