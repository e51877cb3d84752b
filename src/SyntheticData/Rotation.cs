using Yolov5.Data;

namespace SyntheticData;

/// <summary>A turn in space, as the rows of its matrix.</summary>
internal readonly record struct Rotation(
    (float X, float Y, float Z) Right,
    (float X, float Y, float Z) Down,
    (float X, float Y, float Z) Near)
{
    /// <summary>Turned about the vertical axis, then tipped towards the viewer, then rolled in the picture.</summary>
    public static Rotation FromAngles(Direction yaw, Direction pitch, Direction roll)
    {
        (float X, float Y, float Z) right = (yaw.Cos, 0, yaw.Sin);
        (float X, float Y, float Z) down = (yaw.Sin * pitch.Sin, pitch.Cos, -yaw.Cos * pitch.Sin);
        (float X, float Y, float Z) near = (-yaw.Sin * pitch.Cos, pitch.Sin, yaw.Cos * pitch.Cos);
        return new Rotation(Combine(right, down, roll.Cos, -roll.Sin), Combine(right, down, roll.Sin, roll.Cos), near);
    }

    /// <summary>Any turn.</summary>
    public static Rotation Random(RandomStream random) =>
        FromAngles(Direction.FromTurns(random.Unit()), Direction.FromTurns(random.Unit()), Direction.FromTurns(random.Unit()));

    /// <summary>Rotates a point.</summary>
    public (float X, float Y, float Z) Apply(float x, float y, float z) =>
        (Right.X * x + Right.Y * y + Right.Z * z, Down.X * x + Down.Y * y + Down.Z * z, Near.X * x + Near.Y * y + Near.Z * z);

    private static (float X, float Y, float Z) Combine((float X, float Y, float Z) a, (float X, float Y, float Z) b, float ofA, float ofB) =>
        (a.X * ofA + b.X * ofB, a.Y * ofA + b.Y * ofB, a.Z * ofA + b.Z * ofB);
}
