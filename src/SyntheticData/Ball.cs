using Yolov5.Data;

namespace SyntheticData;

/// <summary>A ball of coloured and white sectors that meet at two poles, turned any way, with a highlight.</summary>
internal sealed class Ball : SceneItem
{
    private readonly float _radius;
    private readonly Rgb _color;
    private readonly Rgb _white;
    private readonly Rotation _turn;
    private readonly float _gloss;

    public Ball(RandomStream random, float extent, Rgb color)
    {
        _radius = extent / 2;
        _color = color;
        _white = Rgb.FromHsv(random.Unit(), random.Between(0, 0.12f), random.Between(0.82f, 0.98f));
        _turn = Rotation.Random(random);
        _gloss = random.Between(0.15f, 0.6f);
    }

    public override float Reach => _radius + 1;

    public override float Cover(float x, float y, out Rgb color)
    {
        float nx = x / _radius, ny = y / _radius, square = nx * nx + ny * ny;
        float area = Area(_radius - MathF.Sqrt(square) * _radius);
        if (area <= 0)
        {
            color = default;
            return 0;
        }

        float nz = MathF.Sqrt(Math.Max(0, 1 - square));
        (float px, float py, float pz) = _turn.Apply(nx, ny, nz);

        // Three planes through the poles make six sectors; crossing one changes the colour.
        const float Half = 0.5f, Root = 0.8660254f;
        float side = Edge(px) * Edge(Half * px + Root * py) * Edge(Half * px - Root * py);
        color = Rgb.Mix(_white, _color, 0.5f + 0.5f * side);
        bool isPole = Math.Abs(pz) > 0.96f;
        color = isPole ? _white : color;

        float facing = Math.Max(0, nx * Light.X + ny * Light.Y + nz * Light.Z);
        float shine = Math.Max(0, 2 * facing * nz - Light.Z);
        shine *= shine;
        shine *= shine;
        shine *= shine;
        color = color * (0.35f + 0.75f * facing) + Rgb.Grey(_gloss * shine * shine);
        return area;
    }

    /// <summary>-1 or 1 on the two sides of a plane, softened over the width of a pixel.</summary>
    private float Edge(float distance) => Math.Clamp(distance * _radius, -1, 1);
}
