using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Moves, scales, rotates and shears an image about its centre at random, boxes along with it, as YOLOv5's
/// <c>random_perspective</c>. Pixels from outside are grey. A box is kept if enough of it remains visible.
/// </summary>
/// <param name="degrees">Largest rotation in degrees.</param>
/// <param name="translate">Largest shift as a share of the side.</param>
/// <param name="scale">Largest relative change of scale.</param>
/// <param name="shear">Largest shear in degrees.</param>
/// <param name="perspective">Largest perspective per pixel.</param>
public sealed class RandomPerspective(double degrees, double translate, double scale, double shear, double perspective) : IAugmentation
{
    /// <summary>A box at most this wide or high afterwards is dropped, in pixels.</summary>
    private const double MinimumSide = 2;

    /// <summary>A box this many times as long as wide afterwards is dropped.</summary>
    private const double MaximumAspect = 100;

    /// <summary>A box of which no more than this share is left inside the image is dropped.</summary>
    private const double MinimumArea = 0.1;

    private const double Epsilon = 1e-16;

    /// <inheritdoc/>
    public void Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        int width = sample.Image.Width, height = sample.Image.Height;
        PerspectiveMatrix matrix = PerspectiveMatrix.Translation(-width / 2.0, -height / 2.0);
        matrix = PerspectiveMatrix.Perspective(random.Uniform(-perspective, perspective), random.Uniform(-perspective, perspective)) * matrix;
        double angle = random.Uniform(-degrees, degrees);
        double factor = random.Uniform(1 - scale, 1 + scale);
        matrix = PerspectiveMatrix.Rotation(angle, factor) * matrix;
        matrix = PerspectiveMatrix.Shear(random.Uniform(-shear, shear), random.Uniform(-shear, shear)) * matrix;
        double x = random.Uniform(0.5 - translate, 0.5 + translate) * width;
        double y = random.Uniform(0.5 - translate, 0.5 + translate) * height;
        matrix = PerspectiveMatrix.Translation(x, y) * matrix;

        // Two shears in opposite directions can flatten the image; nothing useful could be drawn then.
        if (matrix.Inverse() is not { } inverse)
            return;
        Image target = sample.Spare(width, height);
        ImageWarp.Draw(sample.Image, inverse, target);
        sample.UseSpare();
        Move(sample.Boxes, matrix, factor, width, height);
    }

    private static void Move(List<PixelBox> boxes, PerspectiveMatrix matrix, double factor, int width, int height)
    {
        int kept = 0;
        for (int i = 0; i < boxes.Count; i++)
        {
            PixelBox box = boxes[i];
            (double x1, double y1) = matrix.Map(box.Left, box.Top);
            (double x2, double y2) = matrix.Map(box.Right, box.Bottom);
            (double x3, double y3) = matrix.Map(box.Left, box.Bottom);
            (double x4, double y4) = matrix.Map(box.Right, box.Top);
            double left = Math.Clamp(Math.Min(Math.Min(x1, x2), Math.Min(x3, x4)), 0, width);
            double right = Math.Clamp(Math.Max(Math.Max(x1, x2), Math.Max(x3, x4)), 0, width);
            double top = Math.Clamp(Math.Min(Math.Min(y1, y2), Math.Min(y3, y4)), 0, height);
            double bottom = Math.Clamp(Math.Max(Math.Max(y1, y2), Math.Max(y3, y4)), 0, height);
            double before = (box.Right - box.Left) * factor * (box.Bottom - box.Top) * factor;
            if (IsCandidate(before, right - left, bottom - top))
                boxes[kept++] = new PixelBox(box.Class, (float)left, (float)top, (float)right, (float)bottom);
        }

        boxes.RemoveRange(kept, boxes.Count - kept);
    }

    /// <summary>The reference's <c>box_candidates</c>: by side, share of the area and aspect.</summary>
    private static bool IsCandidate(double areaBefore, double width, double height) =>
        width > MinimumSide
        && height > MinimumSide
        && width * height / (areaBefore + Epsilon) > MinimumArea
        && Math.Max(width / (height + Epsilon), height / (width + Epsilon)) < MaximumAspect;
}
