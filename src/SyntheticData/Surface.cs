using Yolov5.Data;

namespace SyntheticData;

/// <summary>A material of a backdrop: two colours mixed by fractal noise, a pattern on top, haze in the distance.</summary>
internal sealed class Surface
{
    private readonly Rgb _dark;
    private readonly Rgb _light;
    private readonly Rgb _haze;
    private readonly ValueNoise _stains;
    private readonly ValueNoise _grain;
    private readonly float _stainSize;
    private readonly float _grainSize;
    private readonly float _grainStrength;
    private readonly float _stretch;
    private readonly Pattern _pattern;
    private readonly float _patternSize;
    private readonly float _patternStrength;
    private readonly Direction _patternTurn;

    private Surface(RandomStream random, Rgb dark, Rgb light, Rgb haze, float grainStrength, Pattern pattern)
    {
        _dark = dark;
        _light = light;
        _haze = haze;
        _stains = new ValueNoise(random);
        _grain = new ValueNoise(random);
        _stainSize = 1 / random.Between(40f, 140f);
        _grainSize = 1 / random.Between(2.5f, 9f);
        _grainStrength = grainStrength;
        _stretch = random.Chance(0.3f) ? random.Between(2f, 6f) : 1;
        _pattern = pattern;
        _patternSize = 1 / random.Between(12f, 46f);
        _patternStrength = random.Between(0.12f, 0.4f);
        _patternTurn = random.Chance(0.5f) ? Direction.FromTurns(0) : Direction.FromTurns(random.Unit());
    }

    private enum Pattern
    {
        None,
        Stripes,
        Checker,
        Bricks,
    }

    /// <summary>Earth, sand, grass, asphalt or concrete.</summary>
    public static Surface Ground(RandomStream random)
    {
        (float hue, float saturation, float value) = random.NextInt(5) switch
        {
            0 => (random.Between(0.05f, 0.1f), random.Between(0.25f, 0.5f), random.Between(0.35f, 0.6f)),
            1 => (random.Between(0.1f, 0.14f), random.Between(0.2f, 0.4f), random.Between(0.6f, 0.85f)),
            2 => (random.Between(0.2f, 0.32f), random.Between(0.3f, 0.55f), random.Between(0.3f, 0.6f)),
            3 => (random.Unit(), random.Between(0, 0.08f), random.Between(0.25f, 0.45f)),
            _ => (random.Unit(), random.Between(0, 0.1f), random.Between(0.5f, 0.8f)),
        };
        Pattern pattern = random.Chance(0.3f) ? (Pattern)random.Between(1, 3) : Pattern.None;
        return Make(random, hue, saturation, value, random.Between(0.25f, 0.6f), pattern);
    }

    /// <summary>Painted, papered, tiled or built of bricks.</summary>
    public static Surface Wall(RandomStream random) =>
        Make(random, random.Unit(), random.Between(0.05f, 0.45f), random.Between(0.35f, 0.85f), random.Between(0.05f, 0.25f), (Pattern)random.Between(0, 3));

    /// <summary>Clear or clouded.</summary>
    public static Surface Sky(RandomStream random)
    {
        Rgb blue = Rgb.FromHsv(random.Between(0.53f, 0.62f), random.Between(0.1f, 0.5f), random.Between(0.65f, 0.95f));
        Rgb cloud = Rgb.Grey(random.Between(0.75f, 0.98f));
        return new Surface(random, blue, cloud, cloud * 0.9f, 0.03f, Pattern.None);
    }

    /// <summary>The colour at a place.</summary>
    /// <param name="x">Pixels of an image of 320.</param>
    /// <param name="y">Pixels of an image of 320.</param>
    /// <param name="distance">0 here to 1 far away.</param>
    public Rgb At(float x, float y, float distance)
    {
        float stain = _stains.Fractal(x * _stainSize, y * _stainSize, 4);
        float grain = _grain.Fractal(x * _grainSize, y * _grainSize * _stretch, 2);
        Rgb color = Rgb.Mix(_dark, _light, Math.Clamp((stain - 0.25f) * 2, 0, 1));
        color *= 1 + _grainStrength * (grain - 0.5f) * (1 - distance * 0.7f);
        if (_pattern != Pattern.None)
            color *= 1 - _patternStrength * PatternAt((x * _patternTurn.Cos + y * _patternTurn.Sin) * _patternSize, (y * _patternTurn.Cos - x * _patternTurn.Sin) * _patternSize);
        return Rgb.Mix(color, _haze, 0.35f * Math.Clamp(distance, 0, 1));
    }

    private static Surface Make(RandomStream random, float hue, float saturation, float value, float grain, Pattern pattern)
    {
        Rgb dark = Rgb.FromHsv(hue, saturation, value * random.Between(0.65f, 0.85f));
        Rgb light = Rgb.FromHsv(hue + random.Between(-0.05f, 0.05f), saturation * random.Between(0.6f, 1.1f), Math.Min(1, value * random.Between(1, 1.2f)));
        Rgb haze = Rgb.Mix(light, Rgb.Grey(0.75f), 0.5f);
        return new Surface(random, dark, light, haze, grain, pattern);
    }

    /// <summary>0 or 1, the two sides of a pattern of period 1.</summary>
    private float PatternAt(float u, float v)
    {
        switch (_pattern)
        {
            case Pattern.Stripes:
                return IsUpperHalf(u) ? 1 : 0;
            case Pattern.Checker:
                return IsUpperHalf(u) == IsUpperHalf(v) ? 1 : 0;
            default:
                // Joints between bricks twice as wide as high, every other course shifted by half a brick.
                float course = MathF.Floor(v * 2);
                float along = u + (IsUpperHalf(course / 2) ? 0.5f : 0);
                bool isJoint = v * 2 - course < 0.14f || along - MathF.Floor(along) < 0.07f;
                return isJoint ? 1 : 0;
        }
    }

    private static bool IsUpperHalf(float value) => value - MathF.Floor(value) >= 0.5f;
}
