using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>An image as samples are made of it.</summary>
/// <param name="Image">Pixels, the long side as long as the image size.</param>
/// <param name="OriginalWidth">Width in the file, in pixels.</param>
/// <param name="OriginalHeight">Height in the file, in pixels.</param>
/// <param name="Damage">Damage of the file that the decoder had to overlook; null if there is none.</param>
internal sealed record ResizedImage(Image Image, int OriginalWidth, int OriginalHeight, string? Damage);
