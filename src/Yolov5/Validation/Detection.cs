namespace Yolov5.Validation;

/// <summary>One detected object: a box by its corners, in pixels, its confidence and its class.</summary>
/// <param name="X1">Left edge, pixels.</param>
/// <param name="Y1">Top edge, pixels.</param>
/// <param name="X2">Right edge, pixels.</param>
/// <param name="Y2">Bottom edge, pixels.</param>
/// <param name="Confidence">Objectness times class probability, 0..1.</param>
/// <param name="Class">Class id, from 0.</param>
public readonly record struct Detection(float X1, float Y1, float X2, float Y2, float Confidence, int Class);
