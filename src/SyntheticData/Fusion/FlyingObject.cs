using Yolov5.Data;

namespace SyntheticData.Fusion;

/// <summary>A drone and its way through a sequence: it flies straight on and turns back at the borders of the picture, or stands still.</summary>
internal sealed class FlyingObject
{
    private readonly double _startX, _startY, _speedX, _speedY;
    private readonly float _reach;
    private readonly int _width, _height;

    /// <summary>Draws a drone.</summary>
    /// <param name="random">Decides everything.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="isMoving">True if it flies.</param>
    /// <param name="color">Its colour.</param>
    public FlyingObject(RandomStream random, int width, int height, bool isMoving, Rgb color)
    {
        float unit = width / 320f;
        Drone drone = new(random, random.Between(9f, 22f) * unit, color);
        (Item, IsMoving, _reach, _width, _height) = (drone, isMoving, drone.Reach, width, height);
        _startX = random.Between(0f, width - 2 * _reach);
        _startY = random.Between(0f, height - 2 * _reach);
        Direction direction = Direction.FromTurns(random.Unit());
        float speed = isMoving ? random.Between(60f, 160f) * unit : 0;
        (_speedX, _speedY) = (speed * direction.Cos, speed * direction.Sin);
    }

    /// <summary>The drone.</summary>
    public SceneItem Item { get; }

    /// <summary>True if it flies.</summary>
    public bool IsMoving { get; }

    /// <summary>Its centre at a time.</summary>
    /// <param name="time">Microseconds from the start of the sequence.</param>
    public (float X, float Y) At(long time) =>
        (Turned(_startX + _speedX * time / 1e6, _width - 2 * _reach) + _reach, Turned(_startY + _speedY * time / 1e6, _height - 2 * _reach) + _reach);

    /// <summary>The pixels that it may touch at a time: from the first column and row up to but without the last ones.</summary>
    public (int Left, int Top, int Right, int Bottom) Bounds(long time)
    {
        (float x, float y) = At(time);
        return (Math.Max(0, (int)(x - _reach)), Math.Max(0, (int)(y - _reach)), Math.Min(_width, (int)(x + _reach) + 1), Math.Min(_height, (int)(y + _reach) + 1));
    }

    /// <summary>Returns true if two drones that stand still would cover each other.</summary>
    public bool Touches(FlyingObject other)
    {
        (float x, float y) = At(0);
        (float otherX, float otherY) = other.At(0);
        float distance = _reach + other._reach;
        return Math.Abs(x - otherX) < distance && Math.Abs(y - otherY) < distance;
    }

    /// <summary>Its box at a time: the pixels of which it covers more than half.</summary>
    public SceneLabel Label(long time)
    {
        (float x, float y) = At(time);
        (int left, int top, int right, int bottom) = Bounds(time);
        (int firstX, int firstY, int lastX, int lastY) = (right, bottom, left, top);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                if (Item.Cover(column + 0.5f - x, row + 0.5f - y, out _) <= 0.5f)
                    continue;
                (firstX, lastX) = (Math.Min(firstX, column), Math.Max(lastX, column + 1));
                (firstY, lastY) = (Math.Min(firstY, row), Math.Max(lastY, row + 1));
            }
        }

        return new SceneLabel(0, 0, firstX, firstY, lastX, lastY);
    }

    /// <summary>A place on a way of some length that turns back at both ends.</summary>
    private static float Turned(double place, double length)
    {
        place -= Math.Floor(place / (2 * length)) * 2 * length;
        return (float)(place <= length ? place : 2 * length - place);
    }
}
