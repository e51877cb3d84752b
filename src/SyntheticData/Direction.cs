namespace SyntheticData;

/// <summary>A direction in the plane: cosine and sine of an angle.</summary>
/// <remarks>Both come from polynomials: the last bit of the C library's sine differs from platform to platform.</remarks>
internal readonly record struct Direction(float Cos, float Sin)
{
    /// <summary>The direction after a number of full turns.</summary>
    public static Direction FromTurns(float turns)
    {
        // A quarter turn at most is left to the polynomials, centred on 0; the quadrant is exact.
        double quarters = ((double)turns - Math.Floor(turns)) * 4;
        int quadrant = (int)Math.Floor(quarters + 0.5);
        double x = (quarters - quadrant) * (Math.PI / 2), square = x * x;
        float sin = (float)(x * (1 + square * (-1.0 / 6 + square * (1.0 / 120 + square * (-1.0 / 5040 + square * (1.0 / 362880))))));
        float cos = (float)(1 + square * (-1.0 / 2 + square * (1.0 / 24 + square * (-1.0 / 720 + square * (1.0 / 40320)))));
        return (quadrant & 3) switch
        {
            0 => new Direction(cos, sin),
            1 => new Direction(-sin, cos),
            2 => new Direction(-cos, -sin),
            _ => new Direction(sin, -cos),
        };
    }

    public static Direction FromDegrees(float degrees) => FromTurns(degrees / 360);
}
