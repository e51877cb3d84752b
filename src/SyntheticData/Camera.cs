using Yolov5.Data;
using Yolov5.Imaging;

namespace SyntheticData;

/// <summary>Camera between a scene and its file: uneven light, exposure, colour cast, an imperfect lens, a noisy sensor.</summary>
internal sealed class Camera
{
    private readonly RandomStream _random;
    private readonly Rgb _gain;
    private readonly Direction _lightTurn;
    private readonly float _slope;
    private readonly float _vignette;
    private readonly (float X, float Y, float Radius, float Strength) _shade;
    private readonly int _blurPasses;
    private readonly float _noise;

    public Camera(RandomStream random, SceneOptions options)
    {
        _random = random;
        float exposure = random.Between(0.78f, 1.18f);
        _gain = new Rgb(random.Between(0.93f, 1.07f), random.Between(0.96f, 1.04f), random.Between(0.91f, 1.09f)) * exposure;
        _lightTurn = Direction.FromTurns(random.Unit());
        _slope = random.Between(0, options.MaxUnevenLight);
        _vignette = random.Between(0, 0.18f);
        _shade = (random.Unit(), random.Unit(), random.Between(0.25f, 0.6f), random.Chance(0.5f) ? random.Between(0, options.MaxUnevenLight) : 0);
        // Most pictures are sharp.
        _blurPasses = Math.Min(random.Between(0, options.MaxBlurPasses), random.Between(0, options.MaxBlurPasses));
        _noise = options.MaxNoise * random.Between(0.15f, 1) * random.Between(0.4f, 1);
    }

    public Image Take(Canvas canvas)
    {
        LightUp(canvas);
        for (int pass = 0; pass < _blurPasses; pass++)
            Blur(canvas);
        return Expose(canvas);
    }

    private void LightUp(Canvas canvas)
    {
        for (int y = 0; y < canvas.Height; y++)
        {
            float v = (y + 0.5f) / canvas.Height;
            for (int x = 0; x < canvas.Width; x++)
            {
                float u = (x + 0.5f) / canvas.Width;
                float slope = 1 + _slope * ((u - 0.5f) * _lightTurn.Cos + (v - 0.5f) * _lightTurn.Sin) * 1.4f;
                float edge = 1 - _vignette * 2 * ((u - 0.5f) * (u - 0.5f) + (v - 0.5f) * (v - 0.5f));
                float shadeU = (u - _shade.X) / _shade.Radius, shadeV = (v - _shade.Y) / _shade.Radius;
                float shade = 1 - _shade.Strength / (1 + shadeU * shadeU + shadeV * shadeV);
                canvas.Pixels[y * canvas.Width + x] *= _gain * (slope * edge * shade);
            }
        }
    }

    /// <summary>One pass of (1 2 1)/4 along rows, then along columns; borders repeat their outermost pixel.</summary>
    private static void Blur(Canvas canvas)
    {
        Rgb[] pixels = canvas.Pixels;
        int width = canvas.Width, height = canvas.Height;
        for (int y = 0; y < height; y++)
            BlurLine(pixels, y * width, 1, width);
        for (int x = 0; x < width; x++)
            BlurLine(pixels, x, width, height);
    }

    private static void BlurLine(Rgb[] pixels, int first, int step, int count)
    {
        Rgb before = pixels[first], here = before;
        for (int i = 0, at = first; i < count; i++, at += step)
        {
            Rgb after = i + 1 < count ? pixels[at + step] : here;
            pixels[at] = (before + after) * 0.25f + here * 0.5f;
            before = here;
            here = after;
        }
    }

    private Image Expose(Canvas canvas)
    {
        Image image = new(canvas.Width, canvas.Height);
        byte[] film = image.Pixels;
        for (int i = 0, at = 0; i < canvas.Pixels.Length; i++)
        {
            Rgb color = canvas.Pixels[i];
            film[at++] = _random.Expose(color.R, _noise);
            film[at++] = _random.Expose(color.G, _noise);
            film[at++] = _random.Expose(color.B, _noise);
        }

        return image;
    }
}
