namespace Yolov5.Data.Augmentation;

/// <summary>Draws the pixels of copied objects over a sample: inside an outline, the canvas as seen in a mirror in its middle.</summary>
internal static class CopiedPixels
{
    /// <param name="canvas">The canvas.</param>
    /// <param name="canvasWidth">Its width in pixels.</param>
    /// <param name="outlines">Outlines of the copies on the canvas.</param>
    /// <param name="warp">Warp that has just drawn the sample.</param>
    /// <param name="toCanvas">Maps a pixel of the sample to the canvas.</param>
    /// <param name="target">The sample.</param>
    public static void Draw(
        Canvas canvas, int canvasWidth, IReadOnlyList<float[]> outlines, CanvasWarp warp, PerspectiveMatrix toCanvas, SampleTarget target)
    {
        if (toCanvas.Inverse() is not { } toSample)
            return;
        foreach (float[] outline in outlines)
        {
            (int first, int last) = Rows(outline, toSample, target.Height);
            PixelBox bounds = Bounds(outline);
            for (int y = first; y <= last; y++)
                DrawRow(canvas, canvasWidth, outline, bounds, warp.RowPositions(y), y, target);
        }
    }

    private static void DrawRow(Canvas canvas, int canvasWidth, float[] outline, PixelBox bounds, (int[] X, int[] Y) row, int y, SampleTarget target)
    {
        PlanarRow drawn = target.Row(y);
        for (int x = 0; x < target.Width; x++)
        {
            double canvasX = row.X[x] / (double)CanvasWarp.One, canvasY = row.Y[x] / (double)CanvasWarp.One;
            if (canvasX < bounds.Left || canvasX > bounds.Right || canvasY < bounds.Top || canvasY > bounds.Bottom || !IsInside(outline, canvasX, canvasY))
                continue;
            int mirroredX = ((canvasWidth - 1) << CanvasWarp.Fraction) - row.X[x];
            CanvasWarp.Interpolate(canvas, mirroredX, row.Y[x], drawn, x);
        }
    }

    private static PixelBox Bounds(float[] outline)
    {
        PixelBox bounds = new(0, float.PositiveInfinity, float.PositiveInfinity, float.NegativeInfinity, float.NegativeInfinity);
        for (int i = 0; i + 1 < outline.Length; i += 2)
        {
            (float x, float y) = (outline[i], outline[i + 1]);
            bounds = new PixelBox(0, Math.Min(bounds.Left, x), Math.Min(bounds.Top, y), Math.Max(bounds.Right, x), Math.Max(bounds.Bottom, y));
        }

        return bounds;
    }

    // A row too many on each side does no harm: every pixel is tested.
    private static (int First, int Last) Rows(float[] outline, PerspectiveMatrix toSample, int height)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (int i = 0; i + 1 < outline.Length; i += 2)
        {
            double y = toSample.Map(outline[i], outline[i + 1]).Y;
            (least, most) = (Math.Min(least, y), Math.Max(most, y));
        }

        return ((int)Math.Clamp(Math.Floor(least) - 1, 0, height), (int)Math.Clamp(Math.Ceiling(most) + 1, -1, height - 1));
    }

    /// <summary>Even-odd rule.</summary>
    private static bool IsInside(float[] outline, double x, double y)
    {
        bool inside = false;
        for (int i = 0, j = outline.Length - 2; i + 1 < outline.Length; j = i, i += 2)
        {
            double y1 = outline[i + 1], y2 = outline[j + 1];
            if (y1 > y != y2 > y && x < ((outline[j] - outline[i]) * (y - y1) / (y2 - y1)) + outline[i])
                inside = !inside;
        }

        return inside;
    }
}
