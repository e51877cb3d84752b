using Yolov5.Data;

namespace SyntheticData;

/// <summary>A tyre seen at an angle: a ring with round cheeks and a notched tread; the background shows through its hole.</summary>
internal sealed class Tyre : SceneItem
{
    private readonly float _radius;
    private readonly float _hole;
    private readonly float _squeeze;
    private readonly Direction _turn;
    private readonly Rgb _rubber;
    private readonly Rgb _stripe;
    private readonly bool _hasStripe;
    private readonly int _notches;

    public Tyre(RandomStream random, float extent, Rgb color)
    {
        _radius = extent / 2;
        _hole = random.Between(0.42f, 0.58f);
        _squeeze = random.Between(0.55f, 1);
        _turn = Direction.FromTurns(random.Unit());
        _rubber = color;
        _hasStripe = random.Chance(0.4f);
        _stripe = Rgb.FromHsv(random.Unit(), random.Between(0, 0.5f), random.Between(0.6f, 0.9f));
        _notches = random.Between(5, 8);
    }

    public override float Reach => _radius + 1;

    public override float Cover(float x, float y, out Rgb color)
    {
        float u = (x * _turn.Cos + y * _turn.Sin) / _radius, v = (y * _turn.Cos - x * _turn.Sin) / (_radius * _squeeze);
        float r = MathF.Sqrt(u * u + v * v);
        color = default;
        if (r < 0.1f)
            return 0;

        // Pixels per unit of r, which differ along the ellipse.
        float steep = v / _squeeze, pixels = _radius * r / MathF.Sqrt(u * u + steep * steep);
        float area = Area((1 - r) * pixels) * Area((r - _hole) * pixels);
        if (area <= 0)
            return 0;

        // The cross-section is half a circle: across runs from -1 at the hole to 1 at the tread.
        float across = Math.Clamp(2 * (r - _hole) / (1 - _hole) - 1, -1, 1);
        float alongU = u / r * across, alongV = v / r * across;
        float nx = alongU * _turn.Cos - alongV * _turn.Sin, ny = alongU * _turn.Sin + alongV * _turn.Cos, nz = MathF.Sqrt(1 - across * across);
        Rgb surface = _rubber;
        if (across > 0.55f)
        {
            float around = Around(u, v) * _notches;
            surface *= around - MathF.Floor(around) < 0.5f ? 0.45f : 1.5f;
        }
        else if (_hasStripe && across is > -0.2f and < 0.15f)
        {
            surface = _stripe;
        }
        else if (across < -0.75f)
        {
            surface *= 0.6f;
        }

        float facing = Math.Max(0, nx * Light.X + ny * Light.Y + nz * Light.Z);
        float sheen = facing * facing * facing;
        color = surface * (0.4f + 0.8f * facing) + Rgb.Grey(0.16f * sheen);
        return area;
    }

    /// <summary>Position round the ring, 0 to 4, from the perimeter of a square instead of an angle.</summary>
    private static float Around(float u, float v)
    {
        float sum = Math.Abs(u) + Math.Abs(v);
        float t = v / sum;
        return u >= 0 ? (v >= 0 ? t : 4 + t) : 2 - t;
    }
}
