using Yolov5.Data;

namespace SyntheticData.Fusion;

/// <summary>A drone with four rotors, seen from the front: body, arms and rotors.</summary>
internal sealed class Drone : SceneItem
{
    private readonly float _halfWidth;
    private readonly Rgb _color;
    private readonly float _rotorHeight;

    public Drone(RandomStream random, float halfWidth, Rgb color)
    {
        (_halfWidth, _color) = (halfWidth, color);
        _rotorHeight = random.Between(0.24f, 0.4f);
    }

    public override float Reach => _halfWidth + 1;

    public override float Cover(float x, float y, out Rgb color)
    {
        float px = Math.Abs(x) / _halfWidth, py = Math.Abs(y) / _halfWidth;
        // Distances to the edges of the parts in shares of half the width: an ellipse, four discs, two bars.
        float body = 0.32f - MathF.Sqrt(px * px + 2.2f * py * py);
        float rotorX = px - 0.68f, rotorY = py - _rotorHeight;
        float rotor = 0.3f - MathF.Sqrt(rotorX * rotorX + rotorY * rotorY);
        float arm = px > 0.68f ? -1 : 0.09f - Math.Abs(py - px * (_rotorHeight / 0.68f));
        color = _color * (body > 0 ? 1 : rotor > 0 ? 0.9f : 1.1f);
        return Area(Math.Max(body, Math.Max(rotor, arm)) * _halfWidth);
    }
}
