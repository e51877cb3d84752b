namespace Yolov5.Plots;

/// <summary>A box to draw on a picture.</summary>
/// <param name="Class">Class id from 0: decides colour and name.</param>
/// <param name="X1">Left edge in pixels.</param>
/// <param name="Y1">Upper edge in pixels.</param>
/// <param name="X2">Right edge in pixels.</param>
/// <param name="Y2">Lower edge in pixels.</param>
/// <param name="Confidence">Confidence of a detection, 0 to 1; null for a label.</param>
public readonly record struct DrawnBox(int Class, float X1, float Y1, float X2, float Y2, float? Confidence = null);
