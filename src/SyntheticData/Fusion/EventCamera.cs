using System.Runtime.InteropServices;
using Events;
using Yolov5.Data;

namespace SyntheticData.Fusion;

/// <summary>
/// Simulates an event camera: a pixel sends an event when its brightness has changed by the threshold, as a ratio, since its
/// last event. The brightness is computed every <see cref="Step"/> microseconds where a drone passes, and in between it changes
/// evenly. Noise adds events anywhere.
/// </summary>
/// <remarks>Rebecq et al., "ESIM: an Open Event Camera Simulator", CoRL 2018, section 3. Ratios take the place of logarithms, whose last bit differs from machine to machine.</remarks>
internal sealed class EventCamera
{
    /// <summary>Microseconds between two computed pictures.</summary>
    public const int Step = 1000;

    private const float Threshold = 1.25f;

    // Below this a sensor sees its own noise only, and a ratio would mean nothing.
    private const float Darkest = 0.02f;

    private readonly FusionScene _scene;
    private readonly RandomStream _random;
    private readonly double _noisePerStep;
    private readonly float[] _reference;
    private readonly float[] _backdrop;
    private readonly List<CdEvent> _events = [];
    private readonly (float X, float Y)[] _places;
    private double _noiseOwed;

    public EventCamera(FusionScene scene, RandomStream random, float noiseRate)
    {
        (_scene, _random) = (scene, random);
        _noisePerStep = (double)noiseRate * scene.Width * scene.Height * Step / 1e6;
        _backdrop = [.. scene.Backdrop.Pixels.Select(static color => Math.Max(color.Luminance, Darkest))];
        _reference = [.. _backdrop];
        _places = new (float, float)[scene.Objects.Count];
        Place(0);
        foreach (FlyingObject each in scene.Objects)
            ForEachPixel(each.Bounds(0), i => _reference[i] = Brightness(i));
    }

    /// <summary>The events of the next step, in the order of their time, then of row and column.</summary>
    /// <param name="start">The step's start in microseconds; its events are at times behind it, up to its end.</param>
    public ReadOnlySpan<CdEvent> Next(long start)
    {
        _events.Clear();
        long end = start + Step;
        Place(end);
        foreach (FlyingObject each in _scene.Objects)
        {
            if (!each.IsMoving)
                continue;
            (int left, int top, int right, int bottom) = each.Bounds(start);
            (int nextLeft, int nextTop, int nextRight, int nextBottom) = each.Bounds(end);
            ForEachPixel((Math.Min(left, nextLeft), Math.Min(top, nextTop), Math.Max(right, nextRight), Math.Max(bottom, nextBottom)), i => Compare(i, Brightness(i), start));
        }

        AddNoise(start);
        _events.Sort(static (a, b) => (a.Time, a.Y, a.X, a.IsOn).CompareTo((b.Time, b.Y, b.X, b.IsOn)));
        return CollectionsMarshal.AsSpan(_events);
    }

    private void ForEachPixel((int Left, int Top, int Right, int Bottom) bounds, Action<int> action)
    {
        for (int y = bounds.Top; y < bounds.Bottom; y++)
        {
            for (int x = bounds.Left; x < bounds.Right; x++)
                action(y * _scene.Width + x);
        }
    }

    // Where each object is: once a step and not once a pixel.
    private void Place(long time)
    {
        for (int n = 0; n < _places.Length; n++)
            _places[n] = _scene.Objects[n].At(time);
    }

    private float Brightness(int i)
    {
        int row = i / _scene.Width, column = i % _scene.Width;
        float brightness = _backdrop[i];
        for (int n = 0; n < _places.Length; n++)
        {
            FlyingObject each = _scene.Objects[n];
            (float x, float y) = _places[n];
            float dx = column + 0.5f - x, dy = row + 0.5f - y;
            if (Math.Abs(dx) > each.Item.Reach || Math.Abs(dy) > each.Item.Reach)
                continue;
            float area = each.Item.Cover(dx, dy, out Rgb color);
            if (area > 0)
                brightness += (Math.Max(color.Luminance, Darkest) - brightness) * area;
        }

        return brightness;
    }

    private void Compare(int i, float brightness, long start)
    {
        bool isOn = brightness > _reference[i];
        int crossed = 0;
        while (isOn ? brightness >= _reference[i] * Threshold : brightness * Threshold <= _reference[i])
        {
            _reference[i] = isOn ? _reference[i] * Threshold : _reference[i] / Threshold;
            crossed++;
        }

        for (int n = 1; n <= crossed; n++)
            _events.Add(new CdEvent(start + Math.Max(1, (long)n * Step / (crossed + 1)), (ushort)(i % _scene.Width), (ushort)(i / _scene.Width), isOn));
    }

    private void AddNoise(long start)
    {
        for (_noiseOwed += _noisePerStep; _noiseOwed >= 1; _noiseOwed--)
            _events.Add(new CdEvent(start + 1 + _random.NextInt(Step), (ushort)_random.NextInt(_scene.Width), (ushort)_random.NextInt(_scene.Height), _random.Chance(0.5)));
    }
}
