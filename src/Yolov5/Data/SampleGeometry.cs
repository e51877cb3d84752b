namespace Yolov5.Data;

/// <summary>
/// Geometry of a sample relative to its file, to map boxes back: x_original = (x - PadX) / RatioX, y_original = (y - PadY) / RatioY.
/// Random perspective and mosaic are not part of it.
/// </summary>
/// <param name="OriginalWidth">Width of the file's image in pixels.</param>
/// <param name="OriginalHeight">Height of the file's image in pixels.</param>
/// <param name="RatioX">Width after the resize / original width.</param>
/// <param name="RatioY">Height after the resize / original height; the reference scales both axes back with this one.</param>
/// <param name="PadX">Border on the left, before rounding to whole pixels, as the reference maps with it.</param>
/// <param name="PadY">Border above, before rounding to whole pixels.</param>
public readonly record struct SampleGeometry(
    int OriginalWidth, int OriginalHeight, double RatioX, double RatioY, double PadX, double PadY);
