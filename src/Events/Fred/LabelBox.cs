namespace Events.Fred;

/// <summary>A labelled box, in shares of the image's width and height.</summary>
/// <param name="Class">Number of the class, from 0.</param>
/// <param name="CenterX">Horizontal centre, 0 to 1.</param>
/// <param name="CenterY">Vertical centre, 0 to 1.</param>
/// <param name="Width">Width, above 0 to 1.</param>
/// <param name="Height">Height, above 0 to 1.</param>
public readonly record struct LabelBox(int Class, double CenterX, double CenterY, double Width, double Height);
