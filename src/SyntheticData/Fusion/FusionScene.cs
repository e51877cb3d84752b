using Yolov5.Data;
using Yolov5.Imaging;

namespace SyntheticData.Fusion;

/// <summary>The scene of a sequence: a backdrop, and drones before it.</summary>
internal sealed class FusionScene
{
    // A night is darker by four orders of magnitude: below half of the first of 255 steps, whatever the scene.
    private const float NightLight = 1e-4f;

    // Black is not 0 in a real sensor's picture, so that its noise has two sides.
    private const float BlackLevel = 0.03f;

    private readonly bool _isNight;
    private readonly float _noise;

    public FusionScene(RandomStream random, FusionDatasetOptions options, bool isNight)
    {
        _isNight = isNight;
        (Width, Height) = (options.Width, options.Width * 3 / 4);
        Backdrop = new Canvas(Width, Height);
        SyntheticData.Backdrop.Paint(Backdrop, random, Width / 320f);
        _noise = random.Between(0.004f, 0.012f);
        Objects = Draw(random);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The picture without the drones.</summary>
    public Canvas Backdrop { get; }

    /// <summary>The drones, those behind first.</summary>
    public IReadOnlyList<FlyingObject> Objects { get; }

    /// <summary>The picture that the RGB camera takes at a time.</summary>
    /// <param name="time">Microseconds from the start of the sequence.</param>
    /// <param name="random">Gives the sensor's noise.</param>
    public Image Take(long time, RandomStream random)
    {
        Canvas canvas = new(Width, Height);
        Backdrop.Pixels.CopyTo(canvas.Pixels, 0);
        foreach (FlyingObject each in Objects)
        {
            (float x, float y) = each.At(time);
            canvas.Paint(each.Item, x, y, Canvas.Nobody);
        }

        Image image = new(Width, Height);
        for (int i = 0, at = 0; i < canvas.Pixels.Length; i++)
        {
            Rgb color = canvas.Pixels[i];
            image.Pixels[at++] = random.Expose(Light(color.R), _noise);
            image.Pixels[at++] = random.Expose(Light(color.G), _noise);
            image.Pixels[at++] = random.Expose(Light(color.B), _noise);
        }

        return image;
    }

    /// <summary>A channel as the RGB sensor holds it before noise, in its 255 steps.</summary>
    private float Light(float channel)
    {
        int step = (int)(Math.Clamp(channel * (_isNight ? NightLight : 1), 0, 1) * 255 + 0.5f);
        return BlackLevel + step * ((1 - BlackLevel) / 255);
    }

    private List<FlyingObject> Draw(RandomStream random)
    {
        float backdrop = Backdrop.Pixels.Average(static color => color.Luminance);
        int still = _isNight ? 0 : random.Between(2, 3), moving = _isNight ? random.Between(2, 3) : random.Between(1, 2);
        List<FlyingObject> objects = [];
        while (objects.Count < still + moving)
        {
            bool isMoving = objects.Count >= still;

            // Dark before a bright backdrop and the other way round, so that the contrast is above the events' threshold nearly everywhere.
            Rgb color = Rgb.FromHsv(random.Unit(), random.Between(0, 0.2f), backdrop > 0.3f ? random.Between(0.03f, 0.09f) : random.Between(0.85f, 0.98f));
            FlyingObject drawn = new(random, Width, Height, isMoving, color);
            if (isMoving || !objects.Any(drawn.Touches))
                objects.Add(drawn);
        }

        return objects;
    }
}
