namespace Yolov5.Data.Augmentation;

/// <summary>Moves the labels of a canvas into a sample, as YOLOv5's <c>random_perspective</c>, and drops those of which too little is left.</summary>
internal static class BoxMoves
{
    /// <summary>A box at most this wide or high afterwards is dropped, in pixels.</summary>
    private const double MinimumSide = 2;

    /// <summary>A box this many times as long as wide afterwards is dropped.</summary>
    private const double MaximumAspect = 100;

    /// <summary>A box of which no more than this share is left inside the sample is dropped.</summary>
    private const double MinimumArea = 0.1;

    /// <summary>The same share for a box that was drawn anew around an outline, and so is smaller than a turned box.</summary>
    private const double MinimumOutlineArea = 0.01;

    private const double Epsilon = 1e-16;

    // An outline is made of this many points before it is moved, so that the box of a part of it is tight.
    private const int OutlinePoints = 1000;

    /// <summary>Adds the boxes that can still be seen.</summary>
    /// <param name="objects">The labels of the canvas.</param>
    /// <param name="view">View of the canvas.</param>
    /// <param name="width">Width of the sample in pixels.</param>
    /// <param name="height">Height of the sample in pixels.</param>
    /// <param name="boxes">Receives the boxes.</param>
    public static void Move(IReadOnlyList<CanvasObject> objects, SampleMatrix view, int width, int height, List<PixelBox> boxes)
    {
        foreach (CanvasObject each in objects)
        {
            PixelBox box = each.Box;
            (double left, double top, double right, double bottom) = each.Outline is { } outline
                ? AroundOutline(outline, view.ToSample, width, height)
                : AroundCorners(box, view.ToSample, width, height);
            double before = (box.Right - box.Left) * view.Scale * (box.Bottom - box.Top) * view.Scale;
            if (IsCandidate(before, right - left, bottom - top, each.Outline is null ? MinimumArea : MinimumOutlineArea))
                boxes.Add(new PixelBox(box.Class, (float)left, (float)top, (float)right, (float)bottom));
        }
    }

    /// <summary>The reference's <c>box_candidates</c>: by side, share of the area and aspect.</summary>
    public static bool IsCandidate(double areaBefore, double width, double height, double minimumArea) =>
        width > MinimumSide
        && height > MinimumSide
        && width * height / (areaBefore + Epsilon) > minimumArea
        && Math.Max(width / (height + Epsilon), height / (width + Epsilon)) < MaximumAspect;

    private static (double Left, double Top, double Right, double Bottom) AroundCorners(PixelBox box, PerspectiveMatrix matrix, int width, int height)
    {
        (double x1, double y1) = matrix.Map(box.Left, box.Top);
        (double x2, double y2) = matrix.Map(box.Right, box.Bottom);
        (double x3, double y3) = matrix.Map(box.Left, box.Bottom);
        (double x4, double y4) = matrix.Map(box.Right, box.Top);
        return (
            Math.Clamp(Math.Min(Math.Min(x1, x2), Math.Min(x3, x4)), 0, width),
            Math.Clamp(Math.Min(Math.Min(y1, y2), Math.Min(y3, y4)), 0, height),
            Math.Clamp(Math.Max(Math.Max(x1, x2), Math.Max(x3, x4)), 0, width),
            Math.Clamp(Math.Max(Math.Max(y1, y2), Math.Max(y3, y4)), 0, height));
    }

    /// <summary>The box around those points of an outline that lie in the sample; empty if none does.</summary>
    private static (double Left, double Top, double Right, double Bottom) AroundOutline(float[] outline, PerspectiveMatrix matrix, int width, int height)
    {
        double left = double.PositiveInfinity, top = double.PositiveInfinity, right = double.NegativeInfinity, bottom = double.NegativeInfinity;
        int corners = outline.Length / 2;
        for (int i = 0; i < OutlinePoints; i++)
        {
            // Evenly over the corners and back to the first one, whatever the distances between them.
            double position = (double)i * corners / (OutlinePoints - 1);
            int corner = (int)position;
            double share = position - corner;
            int from = corner % corners, to = (corner + 1) % corners;
            (double x, double y) = matrix.Map(
                outline[2 * from] + (share * (outline[2 * to] - outline[2 * from])),
                outline[(2 * from) + 1] + (share * (outline[(2 * to) + 1] - outline[(2 * from) + 1])));
            if (!(x >= 0 && y >= 0 && x <= width && y <= height))
                continue;
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        }

        return left > right ? (0, 0, 0, 0) : (left, top, right, bottom);
    }
}
