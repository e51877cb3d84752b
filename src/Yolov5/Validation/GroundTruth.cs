namespace Yolov5.Validation;

/// <summary>One labelled object: its class and its box by the corners, in pixels of the same image as the detections.</summary>
/// <param name="Class">Class id, from 0.</param>
/// <param name="X1">Left edge, pixels.</param>
/// <param name="Y1">Top edge, pixels.</param>
/// <param name="X2">Right edge, pixels.</param>
/// <param name="Y2">Bottom edge, pixels.</param>
public readonly record struct GroundTruth(int Class, float X1, float Y1, float X2, float Y2);
