namespace Yolov5.Imaging;

/// <summary>Width and height of a picture in pixels, as it is shown, so after its EXIF orientation.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ImageSize(int Width, int Height);
