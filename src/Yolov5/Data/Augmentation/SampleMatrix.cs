namespace Yolov5.Data.Augmentation;

/// <summary>A random view of a canvas, as YOLOv5's <c>random_perspective</c> draws it.</summary>
/// <param name="ToSample">Maps a point of the canvas to the sample.</param>
/// <param name="ToCanvas">Maps a point of the sample to the canvas.</param>
/// <param name="Scale">Scale that was drawn, by which boxes are expected to grow.</param>
internal readonly record struct SampleMatrix(PerspectiveMatrix ToSample, PerspectiveMatrix ToCanvas, double Scale)
{
    /// <summary>Moves, scales, rotates and shears a canvas about its centre at random.</summary>
    /// <param name="options">Ranges to draw from.</param>
    /// <param name="canvasWidth">Width of the canvas in pixels.</param>
    /// <param name="canvasHeight">Height of the canvas in pixels.</param>
    /// <param name="width">Width of the sample in pixels.</param>
    /// <param name="height">Height of the sample in pixels.</param>
    /// <param name="random">The sample's own stream.</param>
    public static SampleMatrix Draw(AugmentationOptions options, int canvasWidth, int canvasHeight, int width, int height, RandomStream random)
    {
        PerspectiveMatrix centre = PerspectiveMatrix.Translation(-canvasWidth / 2.0, -canvasHeight / 2.0);
        PerspectiveMatrix perspective = PerspectiveMatrix.Perspective(
            random.Uniform(-options.Perspective, options.Perspective), random.Uniform(-options.Perspective, options.Perspective));
        double angle = random.Uniform(-options.Degrees, options.Degrees);
        double scale = random.Uniform(1 - options.Scale, 1 + options.Scale);
        PerspectiveMatrix rotation = PerspectiveMatrix.Rotation(angle, scale);
        PerspectiveMatrix shear = PerspectiveMatrix.Shear(random.Uniform(-options.Shear, options.Shear), random.Uniform(-options.Shear, options.Shear));
        PerspectiveMatrix shift = PerspectiveMatrix.Translation(
            random.Uniform(0.5 - options.Translate, 0.5 + options.Translate) * width,
            random.Uniform(0.5 - options.Translate, 0.5 + options.Translate) * height);
        PerspectiveMatrix matrix = shift * shear * rotation * perspective * centre;
        if (matrix.Inverse() is { } inverse)
            return new SampleMatrix(matrix, inverse, scale);

        // Two shears in opposite directions can flatten the canvas; without them it cannot happen.
        matrix = shift * rotation * centre;
        return new SampleMatrix(matrix, matrix.Inverse()!.Value, scale);
    }

    /// <summary>The same view on a sample of another size.</summary>
    /// <param name="x">New width / old width.</param>
    /// <param name="y">New height / old height.</param>
    public PerspectiveMatrix ToCanvasFrom(double x, double y) => x == 1 && y == 1
        ? ToCanvas
        : ToCanvas * new PerspectiveMatrix(1 / x, 0, (0.5 / x) - 0.5, 0, 1 / y, (0.5 / y) - 0.5, 0, 0, 1);
}
