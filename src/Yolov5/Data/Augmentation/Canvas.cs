using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>Images at their places, as if they had been copied to one grey picture; where several overlap, the last one shows.</summary>
internal sealed class Canvas(Tile[] tiles, PlacedPixels[] pixels)
{
    public int Count => tiles.Length;

    public Tile this[int tile] => tiles[tile];

    public PlacedPixels Pixels(int tile) => pixels[tile];

    /// <summary>Red, green and blue of a pixel of the canvas.</summary>
    public ReadOnlySpan<byte> Pixel(int x, int y)
    {
        for (int i = tiles.Length - 1; i >= 0; i--)
        {
            Tile tile = tiles[i];
            if (x < tile.Left || x >= tile.Right || y < tile.Top || y >= tile.Bottom)
                continue;
            PlacedPixels placed = pixels[i];
            return placed.Image.Pixels.AsSpan((((y - placed.Y) * placed.Image.Width) + (x - placed.X)) * Image.Channels, Image.Channels);
        }

        return [Letterbox.BorderValue, Letterbox.BorderValue, Letterbox.BorderValue];
    }
}

/// <summary>Decoded pixels of a tile, the whole image or the part that is needed.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="X">Canvas column of their left edge.</param>
/// <param name="Y">Canvas row of their upper edge.</param>
internal readonly record struct PlacedPixels(Image Image, int X, int Y);
