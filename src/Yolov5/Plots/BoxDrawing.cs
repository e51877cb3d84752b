using System.Globalization;
using SkiaSharp;
using Yolov5.Imaging;

namespace Yolov5.Plots;

/// <summary>Draws boxes with the names of their classes on pictures.</summary>
public static class BoxDrawing
{
    private const double ThicknessShare = 0.003;
    private const int LeastThickness = 2;

    // Height of the letters in lines' widths; small pictures need letters that can still be read.
    private const float TextPerThickness = 5.5f;
    private const float LeastTextSize = 9;

    /// <summary>Returns a copy of a picture with boxes on it, the first in the list below all others.</summary>
    /// <param name="image">The picture; it is not changed.</param>
    /// <param name="boxes">The boxes; they may reach over the border.</param>
    /// <param name="names">Names of the classes; a class without one is called by its number.</param>
    /// <param name="options">Options by which they are drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException">The line thickness is below 1.</exception>
    public static Image Draw(Image image, IEnumerable<DrawnBox> boxes, IReadOnlyList<string> names, BoxDrawingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(names);
        options ??= new BoxDrawingOptions();
        int thickness = options.LineThickness ?? Thickness(image.Width, image.Height);
        ArgumentOutOfRangeException.ThrowIfLessThan(thickness, 1, nameof(options));
        using PictureCanvas picture = new(image);
        Draw(picture.Canvas, new SKRect(0, 0, image.Width, image.Height), boxes, names, options with { LineThickness = thickness });
        return picture.ToImage();
    }

    /// <summary>Width of lines that suits a picture.</summary>
    internal static int Thickness(int width, int height) =>
        Math.Max((int)Math.Round((width + height) / 2.0 * ThicknessShare), LeastThickness);

    /// <summary>Draws boxes, whose pixels count from the corner of an area, into the area.</summary>
    internal static void Draw(SKCanvas canvas, SKRect area, IEnumerable<DrawnBox> boxes, IReadOnlyList<string> names, BoxDrawingOptions options)
    {
        int thickness = options.LineThickness ?? Thickness((int)area.Width, (int)area.Height);
        canvas.Save();
        canvas.ClipRect(area);
        foreach (DrawnBox box in boxes)
        {
            SKColor color = ClassColors.Of(box.Class);
            SKRect rect = new(area.Left + box.X1, area.Top + box.Y1, area.Left + box.X2, area.Top + box.Y2);
            using SKPaint line = new() { Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = thickness };
            canvas.DrawRect(rect, line);
            if (!options.HideLabels)
                DrawText(canvas, area, rect, Text(box, names, options), color, thickness);
        }

        canvas.Restore();
    }

    private static string Text(DrawnBox box, IReadOnlyList<string> names, BoxDrawingOptions options)
    {
        string name = box.Class < names.Count ? names[box.Class] : box.Class.ToString(CultureInfo.InvariantCulture);
        return box.Confidence is { } confidence && !options.HideConfidences
            ? string.Create(CultureInfo.InvariantCulture, $"{name} {confidence:F2}")
            : name;
    }

    // Above the box where there is space for it, else inside; never over the right border.
    private static void DrawText(SKCanvas canvas, SKRect area, SKRect box, string text, SKColor color, int thickness)
    {
        using SKFont font = new(PictureFont.For(text), Math.Max(LeastTextSize, thickness * TextPerThickness));
        float width = font.MeasureText(text) + (2 * thickness);
        float height = font.Size * 1.2f;
        float left = Math.Max(area.Left, Math.Min(box.Left - (thickness / 2f), area.Right - width));
        float top = box.Top - height - (thickness / 2f) >= area.Top ? box.Top - height - (thickness / 2f) : Math.Max(area.Top, box.Top + (thickness / 2f));
        using SKPaint fill = new() { Color = color };
        canvas.DrawRect(left, top, width, height, fill);
        using SKPaint ink = new() { Color = ClassColors.TextOn(color), IsAntialias = true };
        canvas.DrawText(text, left + thickness, top + (font.Size * 0.95f), font, ink);
    }
}
