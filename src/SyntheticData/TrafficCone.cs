using Yolov5.Data;

namespace SyntheticData;

/// <summary>A traffic cone: a tapered body with two light bands, standing on a flat plate, sometimes fallen over.</summary>
internal sealed class TrafficCone : SceneItem
{
    private const float TopWidth = 0.1f;
    private const float FootWidth = 0.47f;
    private const float Foot = 0.82f;

    private readonly float _half;
    private readonly Rgb _color;
    private readonly Rgb _band;
    private readonly Rgb _plate;
    private readonly Direction _turn;
    private readonly float _plateWidth;
    private readonly float _curve;

    public TrafficCone(RandomStream random, float extent, Rgb color)
    {
        _half = extent / 2;
        _color = color;
        _band = Rgb.Grey(random.Between(0.8f, 0.98f));
        _plate = random.Chance(0.5f) ? color * 0.75f : Rgb.Grey(random.Between(0.1f, 0.3f));
        bool hasFallen = random.Chance(0.15f);
        _turn = Direction.FromDegrees(hasFallen ? (random.Chance(0.5f) ? 1 : -1) * random.Between(70f, 110f) : random.Between(-20f, 20f));
        _plateWidth = random.Between(0.56f, 0.7f);
        _curve = random.Between(0.05f, 0.13f);
    }

    public override float Reach => _half * 1.25f + 1;

    public override float Cover(float x, float y, out Rgb color)
    {
        float u = (x * _turn.Cos + y * _turn.Sin) / _half, v = (y * _turn.Cos - x * _turn.Sin) / _half;
        float width = TopWidth + (FootWidth - TopWidth) * (v + 1) / (Foot + 1);
        float across = Math.Abs(u);

        // Foot and bands bulge towards the viewer, who looks down on them.
        float t = width > 0.01f ? Math.Clamp(u / width, -1, 1) : 0, round = MathF.Sqrt(1 - t * t);
        const float Slope = 0.98f;
        float body = Math.Min((width - across) * Slope, Math.Min(v + 1, Foot + _curve * round - v)) * _half;
        float plate = Math.Min(_plateWidth - across, 0.14f - Math.Abs(v - Foot)) * _half;
        float bodyArea = Area(body), area = Math.Max(bodyArea, Area(plate));
        if (area <= 0)
        {
            color = default;
            return 0;
        }

        float level = v - _curve * round;
        float inBand = Math.Max(Band(level, -0.48f, -0.18f), Band(level, 0.12f, 0.4f));
        float brightness = Shade(t * _turn.Cos, t * _turn.Sin, round);
        Rgb cone = Rgb.Mix(_color, _band, inBand) * brightness;
        color = Rgb.Mix(_plate * (v < Foot ? 1 : 0.75f), cone, bodyArea);
        return area;
    }

    private float Band(float level, float from, float to) => Area(Math.Min(level - from, to - level) * _half);
}
