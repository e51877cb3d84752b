namespace Yolov5.Data.Augmentation;

/// <summary>A 3x3 matrix that maps points (x, y, 1) of one image to another.</summary>
internal readonly record struct PerspectiveMatrix(
    double M11, double M12, double M13, double M21, double M22, double M23, double M31, double M32, double M33)
{
    public bool IsAffine => M31 == 0 && M32 == 0 && M33 == 1;

    public static PerspectiveMatrix Translation(double x, double y) => new(1, 0, x, 0, 1, y, 0, 0, 1);

    /// <summary>Rotation about the origin, counter-clockwise as seen, with a scale.</summary>
    public static PerspectiveMatrix Rotation(double degrees, double scale)
    {
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        return new PerspectiveMatrix(scale * cosine, scale * sine, 0, -scale * sine, scale * cosine, 0, 0, 0, 1);
    }

    public static PerspectiveMatrix Shear(double xDegrees, double yDegrees) =>
        new(1, Math.Tan(xDegrees * Math.PI / 180), 0, Math.Tan(yDegrees * Math.PI / 180), 1, 0, 0, 0, 1);

    public static PerspectiveMatrix Perspective(double x, double y) => new(1, 0, 0, 0, 1, 0, x, y, 1);

    public static PerspectiveMatrix operator *(PerspectiveMatrix a, PerspectiveMatrix b) => new(
        (a.M11 * b.M11) + (a.M12 * b.M21) + (a.M13 * b.M31), (a.M11 * b.M12) + (a.M12 * b.M22) + (a.M13 * b.M32), (a.M11 * b.M13) + (a.M12 * b.M23) + (a.M13 * b.M33),
        (a.M21 * b.M11) + (a.M22 * b.M21) + (a.M23 * b.M31), (a.M21 * b.M12) + (a.M22 * b.M22) + (a.M23 * b.M32), (a.M21 * b.M13) + (a.M22 * b.M23) + (a.M23 * b.M33),
        (a.M31 * b.M11) + (a.M32 * b.M21) + (a.M33 * b.M31), (a.M31 * b.M12) + (a.M32 * b.M22) + (a.M33 * b.M32), (a.M31 * b.M13) + (a.M32 * b.M23) + (a.M33 * b.M33));

    public (double X, double Y) Map(double x, double y)
    {
        double w = (M31 * x) + (M32 * y) + M33;
        return (((M11 * x) + (M12 * y) + M13) / w, ((M21 * x) + (M22 * y) + M23) / w);
    }

    /// <summary>The inverse up to a factor if there is a perspective, exactly if there is none; null for a flat map.</summary>
    public PerspectiveMatrix? Inverse()
    {
        double determinant = (M11 * ((M22 * M33) - (M23 * M32))) - (M12 * ((M21 * M33) - (M23 * M31))) + (M13 * ((M21 * M32) - (M22 * M31)));
        if (determinant == 0 || !double.IsFinite(determinant))
            return null;
        double factor = 1 / determinant;
        if (IsAffine)
        {
            return new PerspectiveMatrix(
                M22 * factor, -M12 * factor, ((M12 * M23) - (M13 * M22)) * factor,
                -M21 * factor, M11 * factor, ((M13 * M21) - (M11 * M23)) * factor,
                0, 0, 1);
        }

        return new PerspectiveMatrix(
            ((M22 * M33) - (M23 * M32)) * factor, ((M13 * M32) - (M12 * M33)) * factor, ((M12 * M23) - (M13 * M22)) * factor,
            ((M23 * M31) - (M21 * M33)) * factor, ((M11 * M33) - (M13 * M31)) * factor, ((M13 * M21) - (M11 * M23)) * factor,
            ((M21 * M32) - (M22 * M31)) * factor, ((M12 * M31) - (M11 * M32)) * factor, ((M11 * M22) - (M12 * M21)) * factor);
    }
}
