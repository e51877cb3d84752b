using Yolov5.Data;

namespace SyntheticData;

/// <summary>Clutter that is no object: a long plain bar, such as a pole, a twig or a cable, at any angle.</summary>
internal sealed class Plank : SceneItem
{
    private readonly float _halfLength;
    private readonly float _halfWidth;
    private readonly Direction _turn;
    private readonly Rgb _color;
    private readonly ValueNoise _grain;

    public Plank(RandomStream random, float length, float width, Rgb color)
    {
        _halfLength = length / 2;
        _halfWidth = width / 2;
        _turn = Direction.FromTurns(random.Unit());
        _color = color;
        _grain = new ValueNoise(random);
    }

    public override float Reach => _halfLength + _halfWidth + 1;

    public override float Cover(float x, float y, out Rgb color)
    {
        float u = x * _turn.Cos + y * _turn.Sin, v = y * _turn.Cos - x * _turn.Sin;
        float area = Area(_halfLength - Math.Abs(u)) * Area(_halfWidth - Math.Abs(v));
        color = default;
        if (area <= 0)
            return 0;
        float across = Math.Clamp(v / _halfWidth, -1, 1);
        float grain = 0.75f + 0.5f * _grain.At(u / 9, across * 2);
        color = _color * (grain * Shade(-across * _turn.Sin, across * _turn.Cos, MathF.Sqrt(1 - across * across)));
        return area;
    }
}
