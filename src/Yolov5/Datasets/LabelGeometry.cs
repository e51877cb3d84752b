using System.Globalization;
using Yolov5.Data;

namespace Yolov5.Datasets;

/// <summary>Checks of a box that can be read, but is not an object's box.</summary>
internal static class LabelGeometry
{
    // Rounding of six decimals in large images, and tools that count pixels from 1.
    private const double Tolerance = 1;

    /// <summary>Describes what is wrong with a box; null if nothing is.</summary>
    /// <param name="label">The box.</param>
    /// <param name="width">Width of the image in pixels; 0 if it is not known.</param>
    /// <param name="height">Height of the image in pixels; 0 if it is not known.</param>
    public static string? Problem(BoxLabel label, int width, int height)
    {
        if (label.Width <= 0 || label.Height <= 0)
            return string.Create(CultureInfo.InvariantCulture, $"the box is {label.Width:G6} wide and {label.Height:G6} high; it has no area");
        double over = Math.Max(Over(label.X, label.Width) * width, Over(label.Y, label.Height) * height);
        return over > Tolerance ? string.Create(CultureInfo.InvariantCulture, $"the box reaches {over:F1} pixels over the border of the image") : null;
    }

    private static double Over(double centre, double size) => Math.Max((size / 2) - centre, centre + (size / 2) - 1);
}
