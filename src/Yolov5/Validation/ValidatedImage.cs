namespace Yolov5.Validation;

/// <summary>Result of a validation for one image, in pixels of its file.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Detections">Detections in descending confidence.</param>
/// <param name="Labels">The image's labels.</param>
public sealed record ValidatedImage(string Path, int Width, int Height, IReadOnlyList<Detection> Detections, IReadOnlyList<GroundTruth> Labels);
