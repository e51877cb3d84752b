using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Place of one image on the canvas of a sample. The canvas is never drawn as a whole: the warp looks up its pixels in the images.
/// </summary>
/// <param name="Index">Place of the image in the data set.</param>
/// <param name="Width">Width of the resized image in pixels.</param>
/// <param name="Height">Height of the resized image in pixels.</param>
/// <param name="X">Canvas column of the image's left edge.</param>
/// <param name="Y">Canvas row of the image's upper edge.</param>
/// <param name="Left">First canvas column that shows the image.</param>
/// <param name="Top">First canvas row that shows the image.</param>
/// <param name="Right">Canvas column behind the last one that shows the image.</param>
/// <param name="Bottom">Canvas row behind the last one that shows the image.</param>
internal readonly record struct Tile(int Index, int Width, int Height, int X, int Y, int Left, int Top, int Right, int Bottom)
{
    public bool IsEmpty => Left >= Right || Top >= Bottom;

    /// <summary>A whole image, cut at the borders of the canvas.</summary>
    public static Tile At(int index, ImageSize size, int x, int y, int canvasWidth, int canvasHeight) => new(
        index, size.Width, size.Height, x, y, Math.Max(x, 0), Math.Max(y, 0), Math.Min(x + size.Width, canvasWidth), Math.Min(y + size.Height, canvasHeight));
}
