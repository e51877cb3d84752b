using Yolov5.Data;

namespace SyntheticData;

/// <summary>Clutter that is no object: a lump of plain grainy matter with an uneven outline.</summary>
internal sealed class Stone : SceneItem
{
    private readonly float _radius;
    private readonly float _squeeze;
    private readonly Rgb _color;
    private readonly ValueNoise _noise;

    public Stone(RandomStream random, float extent, Rgb color)
    {
        _radius = extent / 2;
        _squeeze = random.Between(0.5f, 0.85f);
        _color = color;
        _noise = new ValueNoise(random);
    }

    public override float Reach => _radius + 1;

    public override float Cover(float x, float y, out Rgb color)
    {
        float u = x / _radius, v = y / (_radius * _squeeze);
        float r = MathF.Sqrt(u * u + v * v);
        // The outline's waves depend on the direction alone.
        float edge = r < 0.05f ? 1 : 0.65f + 0.35f * _noise.Fractal(u / r * 1.7f + 9, v / r * 1.7f + 9, 2);
        float area = Area((edge - r) * _radius * _squeeze);
        color = default;
        if (area <= 0)
            return 0;
        float nz = MathF.Sqrt(Math.Max(0, 1 - r * r));
        float grain = 0.6f + 0.8f * _noise.Fractal(u * 5, v * 5, 3);
        color = _color * (grain * Shade(u, v, nz));
        return area;
    }
}
