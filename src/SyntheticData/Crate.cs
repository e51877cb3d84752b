using Yolov5.Data;

namespace SyntheticData;

/// <summary>A box of boards seen from above and the side: three faces, each framed, planked and braced by a diagonal board.</summary>
internal sealed class Crate : SceneItem
{
    private readonly Face[] _faces;
    private readonly float _reach;
    private readonly Rgb _frame;
    private readonly Rgb _panel;
    private readonly ValueNoise _grain;
    private readonly int _planks;

    public Crate(RandomStream random, float extent, Rgb color)
    {
        _panel = color;
        _frame = color * random.Between(1.18f, 1.4f);
        _grain = new ValueNoise(random);
        _planks = random.Between(3, 5);
        Rotation turn = Rotation.FromAngles(
            Direction.FromDegrees(random.Between(-70f, 70f)),
            // Negative: seen from above.
            Direction.FromDegrees(random.Between(-42f, -12f)),
            Direction.FromDegrees(random.Between(-14f, 14f)));
        Span<float> sides = [random.Between(0.75f, 1), random.Between(0.6f, 1), random.Between(0.75f, 1)];

        // Ends of the three half edges in the picture, a projection along the viewing direction.
        (float X, float Y, float Z)[] edges = new (float, float, float)[3];
        float width = 0, height = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            (float x, float y, float z) = turn.Apply(axis == 0 ? sides[0] : 0, axis == 1 ? sides[1] : 0, axis == 2 ? sides[2] : 0);
            edges[axis] = (x, y, z);
            width += Math.Abs(x);
            height += Math.Abs(y);
        }

        float scale = extent / 2 / Math.Max(width, height);
        _reach = extent / 2 + 1;
        _faces = new Face[3];
        for (int axis = 0; axis < 3; axis++)
            _faces[axis] = new Face(edges[axis], edges[(axis + 1) % 3], edges[(axis + 2) % 3], 1 / sides[axis], scale);
    }

    public override float Reach => _reach;

    public override float Cover(float x, float y, out Rgb color)
    {
        // Neighbouring faces share the pixels of their common edge, so their areas add up to the whole box.
        float area = 0;
        color = default;
        foreach (Face face in _faces)
        {
            float part = face.Cover(x, y, out float s, out float t);
            if (part <= 0)
                continue;
            color += Board(s, t) * (face.Brightness * part);
            area += part;
        }

        if (area <= 0)
            return 0;
        color *= 1 / area;
        return Math.Min(1, area);
    }

    private Rgb Board(float s, float t)
    {
        const float Inside = 0.72f;
        float alongS = Math.Abs(s), alongT = Math.Abs(t);
        bool isFrame = alongS > Inside || alongT > Inside;
        bool isBrace = Math.Abs(s - t) < 0.22f;
        float grain = 0.78f + 0.44f * (isFrame && alongS > Inside ? _grain.At(s * 9, t * 2) : _grain.At(s * 2, t * 9));
        if (isFrame || isBrace)
        {
            bool isJoint = Math.Abs(Math.Max(alongS, alongT) - Inside) < 0.045f || (!isFrame && Math.Abs(Math.Abs(s - t) - 0.22f) < 0.05f);
            return _frame * (isJoint ? 0.5f : grain);
        }

        float plank = (t / Inside + 1) / 2 * _planks;
        bool isGap = Math.Abs(plank - MathF.Floor(plank) - 0.5f) > 0.42f;
        return _panel * (isGap ? 0.45f : grain);
    }

    /// <summary>One of the three sides that can be seen: a parallelogram in the picture, with its own coordinates s and t from -1 to 1.</summary>
    private sealed class Face
    {
        private readonly float _centerX, _centerY;
        private readonly float _sx, _sy, _tx, _ty;
        private readonly float _pixelsOfS, _pixelsOfT;

        public Face((float X, float Y, float Z) normal, (float X, float Y, float Z) s, (float X, float Y, float Z) t, float perUnit, float scale)
        {
            float towardsViewer = normal.Z >= 0 ? 1 : -1;
            _centerX = normal.X * towardsViewer * scale;
            _centerY = normal.Y * towardsViewer * scale;
            float determinant = (s.X * t.Y - t.X * s.Y) * scale;
            // A face seen exactly from the side covers nothing.
            float inverse = Math.Abs(determinant) < 1e-6f ? 0 : 1 / determinant;
            (_sx, _sy) = (t.Y * inverse, -t.X * inverse);
            (_tx, _ty) = (-s.Y * inverse, s.X * inverse);
            _pixelsOfS = inverse == 0 ? -1 : 1 / MathF.Sqrt(_sx * _sx + _sy * _sy);
            _pixelsOfT = inverse == 0 ? -1 : 1 / MathF.Sqrt(_tx * _tx + _ty * _ty);
            Brightness = Shade(normal.X * towardsViewer * perUnit, normal.Y * towardsViewer * perUnit, normal.Z * towardsViewer * perUnit);
        }

        public float Brightness { get; }

        public float Cover(float x, float y, out float s, out float t)
        {
            x -= _centerX;
            y -= _centerY;
            s = x * _sx + y * _sy;
            t = x * _tx + y * _ty;
            return _pixelsOfS < 0 ? 0 : Area((1 - Math.Abs(s)) * _pixelsOfS) * Area((1 - Math.Abs(t)) * _pixelsOfT);
        }
    }
}
