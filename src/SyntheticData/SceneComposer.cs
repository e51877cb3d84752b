using Yolov5.Data;


namespace SyntheticData;

/// <summary>Places the objects, paints them from back to front and finds the visible part of each.</summary>
internal sealed class SceneComposer
{
    private const int Tries = 16;

    private readonly RandomStream _random;
    private readonly SceneOptions _options;
    private readonly Canvas _canvas;
    private readonly float _unit;
    private float _horizon;

    public SceneComposer(int width, int height, RandomStream random, SceneOptions options)
    {
        _random = random;
        _options = options;
        _canvas = new Canvas(width, height);
        _unit = Math.Max(width, height) / 320f;
    }

    public SyntheticScene Compose()
    {
        _horizon = Backdrop.Paint(_canvas, _random, _unit);
        for (int clutter = _random.Between(0, _options.MaxClutter); clutter > 0; clutter--)
            PaintClutter(isInFront: false);

        List<Place> places = _random.Chance(_options.EmptyShare) ? [] : ChoosePlaces();
        int[] covered = new int[places.Count];
        for (short i = 0; i < places.Count; i++)
            covered[i] = PaintObject(places[i], i);
        if (_random.Chance(_options.OccluderChance))
            PaintClutter(isInFront: true);

        List<SceneLabel> labels = FindLabels(places, covered);
        return new SyntheticScene(new Camera(_random, _options).Take(_canvas), labels, _canvas.Owners);
    }

    /// <summary>Places for objects, the farthest (highest in the picture) first.</summary>
    private List<Place> ChoosePlaces()
    {
        List<Place> places = [];
        int count = _random.Between(_options.MinObjects, _options.MaxObjects);
        for (int i = 0; i < count; i++)
        {
            int classIndex = _random.NextInt(SyntheticScene.ClassNames.Count);
            float extent = ChooseExtent() * _unit;
            // If there is no space, a smaller one is tried.
            for (int attempt = 0; attempt < Tries; attempt++, extent *= attempt % 4 == 0 ? 0.75f : 1)
            {
                extent = Math.Max(extent, _options.MinExtent * _unit);
                // A part of it may lie outside of the picture.
                float margin = 0.3f * extent;
                (float x, float y) = ChooseStand(extent, margin);
                Place place = new(classIndex, x, y, extent);
                if (places.TrueForAll(other => place.Overlap(other) <= _options.MaxOverlap))
                {
                    places.Add(place);
                    break;
                }
            }
        }

        return [.. places.OrderBy(static place => place.Bottom)];
    }

    /// <summary>A centre for something that stands on the ground and keeps its centre some distance from the picture's edge.</summary>
    private (float X, float Y) ChooseStand(float extent, float margin)
    {
        float highest = Math.Max(margin, _horizon - 0.45f * extent), lowest = Math.Max(_canvas.Height - margin, highest);
        return (_random.Between(margin, Math.Max(_canvas.Width - margin, margin)), _random.Between(highest, lowest));
    }

    private float ChooseExtent()
    {
        float kind = _random.Unit();
        (float from, float to) = kind < _options.SmallShare ? (_options.MinExtent, _options.MediumExtent)
            : kind < _options.SmallShare + _options.LargeShare ? (_options.LargeExtent, _options.MaxExtent)
            : (_options.MediumExtent, _options.LargeExtent);
        // Squared, so that small sizes are more frequent, as in photographs.
        float t = _random.Unit();
        return from + (to - from) * t * (0.4f + 0.6f * t);
    }

    private int PaintObject(Place place, short number)
    {
        float half = place.Extent / 2;
        Rgb behind = _canvas.MeanAround(place.X, place.Y, half * 1.2f);
        Rgb color = ChooseColor(place.ClassIndex, behind);
        SceneItem item = place.ClassIndex switch
        {
            0 => new Ball(_random, place.Extent, color),
            1 => new Crate(_random, place.Extent, color),
            2 => new TrafficCone(_random, place.Extent, color),
            _ => new Tyre(_random, place.Extent, color),
        };
        _canvas.Shadow(place.X + 0.15f * half, place.Y + 0.85f * half, 1.15f * half, 0.3f * half, _random.Between(0.25f, 0.6f));
        return _canvas.Paint(item, place.X, place.Y, number);
    }

    /// <summary>A colour that the class may have and that stands out from the background.</summary>
    private Rgb ChooseColor(int classIndex, Rgb behind)
    {
        Rgb best = default;
        float bestDistance = -1;
        for (int attempt = 0; attempt < Tries && bestDistance < _options.MinContrast; attempt++)
        {
            Rgb color = classIndex switch
            {
                0 => Rgb.FromHsv(_random.Unit(), _random.Between(0.55f, 0.95f), _random.Between(0.45f, 0.95f)),
                1 when _random.Chance(0.75f) => Rgb.FromHsv(_random.Between(0.06f, 0.12f), _random.Between(0.3f, 0.65f), _random.Between(0.35f, 0.8f)),
                1 => Rgb.FromHsv(_random.Unit(), _random.Between(0.15f, 0.6f), _random.Between(0.3f, 0.7f)),
                2 when _random.Chance(0.6f) => Rgb.FromHsv(_random.Between(0.01f, 0.08f), _random.Between(0.75f, 1), _random.Between(0.75f, 1)),
                2 => Rgb.FromHsv(_random.Unit(), _random.Between(0.6f, 1), _random.Between(0.45f, 0.95f)),
                _ => Rgb.FromHsv(_random.Unit(), _random.Between(0, 0.25f), _random.Between(0.08f, 0.32f)),
            };
            float distance = Rgb.Distance(color, behind);
            if (distance > bestDistance)
                (best, bestDistance) = (color, distance);
        }

        return best;
    }

    private void PaintClutter(bool isInFront)
    {
        Rgb color = Rgb.FromHsv(_random.Unit(), _random.Between(0, 0.4f), _random.Between(0.2f, 0.75f));
        if (isInFront || _random.Chance(0.4f))
        {
            float width = _random.Between(3f, isInFront ? 9 : 14) * _unit;
            (float x, float y) = (_random.Unit() * _canvas.Width, _random.Unit() * _canvas.Height);
            _canvas.Paint(new Plank(_random, _random.Between(60f, 260f) * _unit, width, color), x, y, Canvas.Nobody);
            return;
        }

        float extent = _random.Between(14f, 80f) * _unit;
        (float stoneX, float stoneY) = ChooseStand(extent, margin: 0);
        _canvas.Shadow(stoneX, stoneY + extent * 0.3f, extent * 0.6f, extent * 0.15f, 0.4f);
        _canvas.Paint(new Stone(_random, extent, color), stoneX, stoneY, Canvas.Nobody);
    }

    private List<SceneLabel> FindLabels(List<Place> places, int[] covered)
    {
        int[] visible = new int[places.Count];
        (int Left, int Top, int Right, int Bottom)[] boxes = new (int, int, int, int)[places.Count];
        Array.Fill(boxes, (int.MaxValue, int.MaxValue, 0, 0));
        for (int y = 0, i = 0; y < _canvas.Height; y++)
        {
            for (int x = 0; x < _canvas.Width; x++, i++)
            {
                int owner = _canvas.Owners[i];
                if (owner < 0)
                    continue;
                visible[owner]++;
                (int left, int top, int right, int bottom) = boxes[owner];
                boxes[owner] = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }

        List<SceneLabel> labels = [];
        for (int i = 0; i < places.Count; i++)
        {
            (int left, int top, int right, int bottom) = boxes[i];
            if (visible[i] > 0 && visible[i] >= _options.MinVisible * covered[i])
                labels.Add(new SceneLabel(places[i].ClassIndex, i, left, top, right, bottom));
        }

        return labels;
    }

    /// <summary>An object before it is made.</summary>
    private readonly record struct Place(int ClassIndex, float X, float Y, float Extent)
    {
        public float Bottom => Y + Extent / 2;

        /// <summary>Common area of the two boxes as a share of the smaller one.</summary>
        public float Overlap(Place other)
        {
            float reach = (Extent + other.Extent) / 2, smaller = Math.Min(Extent, other.Extent);
            float width = Math.Min(reach - Math.Abs(X - other.X), smaller), height = Math.Min(reach - Math.Abs(Y - other.Y), smaller);
            return width <= 0 || height <= 0 ? 0 : width * height / (smaller * smaller);
        }
    }
}
