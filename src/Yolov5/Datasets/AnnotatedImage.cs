namespace Yolov5.Datasets;

/// <summary>An image with its objects.</summary>
/// <param name="Name">Name of the image file; may have folders, relative and without "..".</param>
/// <param name="Path">The image file; null if it is not at hand.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Objects">Its objects, in the order of the annotations.</param>
public sealed record AnnotatedImage(string Name, string? Path, int Width, int Height, IReadOnlyList<AnnotatedObject> Objects);
