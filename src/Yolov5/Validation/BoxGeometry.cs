using System.Runtime.CompilerServices;

namespace Yolov5.Validation;

/// <summary>
/// Arithmetic of boxes in float32, operation by operation in YOLOv5's order, so that its decisions at a threshold come
/// out the same.
/// </summary>
public static class BoxGeometry
{
    /// <summary>Keeps the IoU of two boxes without area from being 0 / 0; the reference's value.</summary>
    private const float IouEpsilon = 1e-7f;

    /// <summary>Corners of a box given by its centre, width and height (reference: <c>xywh2xyxy</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float X1, float Y1, float X2, float Y2) ToCorners(float centerX, float centerY, float width, float height)
    {
        float halfWidth = width / 2;
        float halfHeight = height / 2;
        return (centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight);
    }

    /// <summary>Centre, width and height of a box given by its corners (reference: <c>xyxy2xywh</c>).</summary>
    public static (float CenterX, float CenterY, float Width, float Height) ToCenter(float x1, float y1, float x2, float y2) =>
        ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1);

    /// <summary>Intersection over union of two boxes given by their corners, 0..1 (reference: <c>box_iou</c>, its epsilon 1e-7 included).</summary>
    public static float Iou(
        float ax1, float ay1, float ax2, float ay2, float bx1, float by1, float bx2, float by2)
    {
        float width = MathF.Max(MathF.Min(ax2, bx2) - MathF.Max(ax1, bx1), 0);
        float height = MathF.Max(MathF.Min(ay2, by2) - MathF.Max(ay1, by1), 0);
        float intersection = width * height;
        float areaA = (ax2 - ax1) * (ay2 - ay1);
        float areaB = (bx2 - bx1) * (by2 - by1);
        return intersection / (areaA + areaB - intersection + IouEpsilon);
    }

    /// <summary>Intersection over union of a labelled and a detected box, whatever their classes.</summary>
    public static float Iou(in GroundTruth label, in Detection detection) =>
        Iou(label.X1, label.Y1, label.X2, label.Y2, detection.X1, detection.Y1, detection.X2, detection.Y2);

    /// <summary>Intersection over union of every box of one list with every box of another.</summary>
    /// <param name="a">[n, 4] corners.</param>
    /// <param name="b">[m, 4] corners.</param>
    /// <param name="iou">Receives [n, m] values.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void IouMatrix(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> iou)
    {
        if (a.Length % 4 != 0 || b.Length % 4 != 0)
            throw new ArgumentException("A box has four values.");
        int columns = b.Length / 4;
        if (iou.Length != (long)(a.Length / 4) * columns)
            throw new ArgumentException($"{a.Length / 4} and {columns} boxes have {(long)(a.Length / 4) * columns} pairs, not {iou.Length}.", nameof(iou));
        int pair = 0;
        for (int i = 0; i < a.Length; i += 4)
        {
            for (int j = 0; j < b.Length; j += 4)
                iou[pair++] = Iou(a[i], a[i + 1], a[i + 2], a[i + 3], b[j], b[j + 1], b[j + 2], b[j + 3]);
        }
    }

    /// <summary>
    /// Maps boxes from a letterboxed image back to the original image and clips them to it (reference:
    /// <c>scale_boxes</c> with the letterbox's own ratio and padding).
    /// </summary>
    /// <param name="detections">Boxes in pixels of the letterboxed image; replaced by boxes in pixels of the original.</param>
    /// <param name="gain">Pixels of the letterboxed image per pixel of the original; above 0.</param>
    /// <param name="padX">Pixels added at the left.</param>
    /// <param name="padY">Pixels added at the top.</param>
    /// <param name="originalWidth">Width of the original image, pixels.</param>
    /// <param name="originalHeight">Height of the original image, pixels.</param>
    public static void ScaleBoxes(
        Span<Detection> detections, double gain, double padX, double padY, int originalWidth, int originalHeight)
    {
        RequireGain(gain);
        foreach (ref Detection box in detections)
        {
            box = box with
            {
                X1 = Unmap(box.X1, padX, gain, originalWidth),
                Y1 = Unmap(box.Y1, padY, gain, originalHeight),
                X2 = Unmap(box.X2, padX, gain, originalWidth),
                Y2 = Unmap(box.Y2, padY, gain, originalHeight),
            };
        }
    }

    /// <summary>Maps labelled boxes from a letterboxed image back to the original image and clips them to it, as the detections are.</summary>
    /// <param name="labels">Boxes in pixels of the letterboxed image; replaced by boxes in pixels of the original.</param>
    /// <param name="gain">Pixels of the letterboxed image per pixel of the original; above 0.</param>
    /// <param name="padX">Pixels added at the left.</param>
    /// <param name="padY">Pixels added at the top.</param>
    /// <param name="originalWidth">Width of the original image, pixels.</param>
    /// <param name="originalHeight">Height of the original image, pixels.</param>
    public static void ScaleBoxes(
        Span<GroundTruth> labels, double gain, double padX, double padY, int originalWidth, int originalHeight)
    {
        RequireGain(gain);
        foreach (ref GroundTruth box in labels)
        {
            box = box with
            {
                X1 = Unmap(box.X1, padX, gain, originalWidth),
                Y1 = Unmap(box.Y1, padY, gain, originalHeight),
                X2 = Unmap(box.X2, padX, gain, originalWidth),
                Y2 = Unmap(box.Y2, padY, gain, originalHeight),
            };
        }
    }

    /// <summary>
    /// The ratio and padding of a letterbox of which only the two sizes are known (reference: <c>scale_boxes</c> without
    /// <c>ratio_pad</c>): the image fills one side and is centred on the other.
    /// </summary>
    /// <returns>Pixels of the letterboxed image per pixel of the original, and the padding at left and top in pixels.</returns>
    public static (double Gain, double PadX, double PadY) LetterboxMapping(
        int letterboxWidth, int letterboxHeight, int originalWidth, int originalHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(letterboxWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(letterboxHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(originalWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(originalHeight, 1);
        double gain = Math.Min((double)letterboxHeight / originalHeight, (double)letterboxWidth / originalWidth);
        return (gain, (letterboxWidth - (originalWidth * gain)) / 2, (letterboxHeight - (originalHeight * gain)) / 2);
    }

    /// <summary>Clips boxes to an image (reference: <c>clip_boxes</c>).</summary>
    /// <param name="detections">Boxes in pixels; replaced.</param>
    /// <param name="width">Width of the image, pixels.</param>
    /// <param name="height">Height of the image, pixels.</param>
    public static void ClipBoxes(Span<Detection> detections, int width, int height) =>
        ScaleBoxes(detections, gain: 1, padX: 0, padY: 0, width, height);

    // The reference's numbers are float64, but an operation of a float32 tensor with a number is done in float32.
    private static float Unmap(float coordinate, double pad, double gain, int side) =>
        Math.Clamp((coordinate - (float)pad) / (float)gain, 0f, side);

    private static void RequireGain(double gain)
    {
        if (!(gain > 0))
            throw new ArgumentOutOfRangeException(nameof(gain), gain, "The ratio must be above 0.");
    }
}
