namespace Yolov5.Data;

/// <summary>One labelled object, in shares of its image's width and height (0 to 1), as a YOLO label row.</summary>
/// <param name="Class">Class index from 0.</param>
/// <param name="X">Centre, from the left.</param>
/// <param name="Y">Centre, from the top.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct BoxLabel(int Class, float X, float Y, float Width, float Height);
