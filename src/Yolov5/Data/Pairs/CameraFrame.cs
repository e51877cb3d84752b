namespace Yolov5.Data.Pairs;

/// <summary>A frame of one camera.</summary>
/// <param name="Path">The image file, absolute.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record CameraFrame(string Path, int Width, int Height);
