namespace Yolov5.Data;

/// <summary>Result of decoding an image once.</summary>
/// <param name="Width">Width in pixels, EXIF orientation applied.</param>
/// <param name="Height">Height in pixels, EXIF orientation applied.</param>
/// <param name="Ignored">True if the image cannot be used.</param>
/// <param name="Reason">Description of what is wrong with it; null if nothing is.</param>
internal sealed record ImageCheck(int Width, int Height, bool Ignored, string? Reason);
