namespace Yolov5.Datasets;

/// <summary>An object in an image, in pixels from the left and upper border.</summary>
/// <param name="Class">Class, as an index into <see cref="AnnotationSet.Names"/>.</param>
/// <param name="Left">Left side.</param>
/// <param name="Top">Upper side.</param>
/// <param name="Right">Right side.</param>
/// <param name="Bottom">Lower side.</param>
/// <param name="Outlines">Polygons x1, y1, x2, y2, ... that together are the object; empty if only the box is known.</param>
public sealed record AnnotatedObject(int Class, double Left, double Top, double Right, double Bottom, IReadOnlyList<double[]> Outlines)
{
    /// <summary>The part within an image; null if nothing of it has an area.</summary>
    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="height">Height of the image in pixels.</param>
    public AnnotatedObject? Within(int width, int height)
    {
        double left = Math.Clamp(Left, 0, width), right = Math.Clamp(Right, 0, width);
        double top = Math.Clamp(Top, 0, height), bottom = Math.Clamp(Bottom, 0, height);
        return right > left && bottom > top ? this with { Left = left, Top = top, Right = right, Bottom = bottom } : null;
    }
}
