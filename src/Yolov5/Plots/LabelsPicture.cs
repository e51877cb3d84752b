using System.Globalization;
using SkiaSharp;
using Yolov5.Data;
using Yolov5.Imaging;

namespace Yolov5.Plots;

/// <summary>Draws what is known of the labels of a data set: objects of each class, their boxes, places and sizes.</summary>
internal static class LabelsPicture
{
    private const int Side = 600;
    private const int Margin = 60;
    private const int Cells = 50;
    private const int MostBoxes = 1000;
    private const int MostNames = 30;

    /// <summary>Four panels of 600 pixels: counts, boxes around one centre, centres, sizes.</summary>
    public static Image Draw(IReadOnlyList<BoxLabel> labels, IReadOnlyList<string> names)
    {
        using PictureCanvas picture = new(2 * Side, 2 * Side, SKColors.White);
        Counts(picture, Area(0, 0), labels, names);
        Boxes(picture, Area(1, 0), labels);
        picture.Heat(Area(0, 1), Histogram([.. labels.Select(label => (label.X, label.Y))]), "x", "y");
        picture.Heat(Area(1, 1), Histogram([.. labels.Select(label => (label.Width, label.Height))]), "width", "height");
        return picture.ToImage();
    }

    private static SKRect Area(int column, int row) =>
        SKRect.Create((column * Side) + Margin, (row * Side) + (Margin / 2), Side - (1.5f * Margin), Side - (1.5f * Margin));

    private static void Counts(PictureCanvas picture, SKRect area, IReadOnlyList<BoxLabel> labels, IReadOnlyList<string> names)
    {
        int[] counts = new int[names.Count];
        foreach (BoxLabel label in labels)
            counts[label.Class]++;
        int most = Math.Max(1, counts.Max());
        float step = area.Width / counts.Length;
        for (int i = 0; i < counts.Length; i++)
        {
            float height = area.Height * counts[i] / most;
            using SKPaint bar = new() { Color = ClassColors.Of(i) };
            picture.Canvas.DrawRect(SKRect.Create(area.Left + (i * step) + (step * 0.1f), area.Bottom - height, step * 0.8f, height), bar);
            if (counts.Length > MostNames)
                continue;
            float middle = area.Left + ((i + 0.5f) * step);
            picture.Text(counts[i].ToString(CultureInfo.InvariantCulture), middle, Math.Max(area.Top + 14, area.Bottom - height - 4), 13, SKTextAlign.Center);
            picture.Text(names[i], middle, area.Bottom + 16, 13, counts.Length <= 8 ? SKTextAlign.Center : SKTextAlign.Right, counts.Length <= 8 ? 0 : -45);
        }

        picture.Frame(area);
        picture.Text(string.Create(CultureInfo.InvariantCulture, $"instances (the most: {most})"), area.Left - 8, area.MidY, 13, SKTextAlign.Center, -90);
    }

    private static void Boxes(PictureCanvas picture, SKRect area, IReadOnlyList<BoxLabel> labels)
    {
        picture.Canvas.Save();
        picture.Canvas.ClipRect(area);
        foreach (BoxLabel label in labels.Take(MostBoxes))
        {
            using SKPaint line = new() { Color = ClassColors.Of(label.Class).WithAlpha(150), Style = SKPaintStyle.Stroke };
            float width = label.Width * area.Width, height = label.Height * area.Height;
            picture.Canvas.DrawRect(SKRect.Create(area.MidX - (width / 2), area.MidY - (height / 2), width, height), line);
        }

        picture.Canvas.Restore();
        picture.Frame(area);
        picture.Text("boxes around one centre", area.MidX, area.Bottom + 22, 13, SKTextAlign.Center);
    }

    private static double[,] Histogram(IReadOnlyList<(float X, float Y)> points)
    {
        double[,] counts = new double[Cells, Cells];
        foreach ((float x, float y) in points)
            counts[Cell(y), Cell(x)]++;
        return counts;
    }

    private static int Cell(float share) => Math.Clamp((int)(share * Cells), 0, Cells - 1);
}
