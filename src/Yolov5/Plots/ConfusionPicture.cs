using System.Globalization;
using SkiaSharp;
using Yolov5.Imaging;
using Yolov5.Validation;

namespace Yolov5.Plots;

/// <summary>Draws a confusion matrix: columns are labelled classes and add up to 1, rows are detected ones; the last of each is the background.</summary>
internal static class ConfusionPicture
{
    private const int Side = 1000;
    private const int Margin = 170;
    private const int MostNumbers = 30;
    private const int MostNames = 99;
    private const double LeastShown = 0.005;

    /// <summary>A picture of 1,000 pixels a side.</summary>
    public static Image Draw(ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        int count = matrix.ClassCount + 1;
        SKRect area = SKRect.Create(Margin, 50, Side - Margin - 40, Side - Margin - 50);
        float width = area.Width / count, height = area.Height / count;
        float size = Math.Clamp(height * 0.35f, 7, 18);
        using PictureCanvas picture = new(Side, Side, SKColors.White);
        for (int column = 0; column < count; column++)
        {
            double sum = Enumerable.Range(0, count).Sum(row => (double)matrix[row, column]);
            for (int row = 0; row < count; row++)
            {
                double share = sum == 0 ? 0 : matrix[row, column] / sum;
                SKRect cell = SKRect.Create(area.Left + (column * width), area.Top + (row * height), width, height);
                using SKPaint fill = new() { Color = PictureCanvasPanels.Shade(share) };
                picture.Canvas.DrawRect(cell, fill);
                if (share >= LeastShown && matrix.ClassCount < MostNumbers)
                    picture.Text(share.ToString("F2", CultureInfo.InvariantCulture), cell.MidX, cell.MidY + (size / 3), size, SKTextAlign.Center, color: share > 0.45 ? SKColors.White : null);
            }
        }

        picture.Frame(area);
        for (int i = 0; i < count && matrix.ClassCount <= MostNames; i++)
        {
            string name = i < matrix.ClassCount ? Shortened(names[i]) : "background";
            picture.Text(name, area.Left - 8, area.Top + ((i + 0.5f) * height) + (size / 3), size, SKTextAlign.Right);
            picture.Text(name, area.Left + ((i + 0.5f) * width) + (size / 3), area.Bottom + 10, size, SKTextAlign.Right, -60);
        }

        picture.Text("Confusion matrix", area.MidX, 32, 18, SKTextAlign.Center);
        picture.Text("labelled", area.MidX, Side - 12, 15, SKTextAlign.Center);
        picture.Text("detected", 20, area.MidY, 15, SKTextAlign.Center, -90);
        return picture.ToImage();
    }

    private static string Shortened(string name) => name.Length <= 16 ? name : $"{name.AsSpan(0, 15)}…";
}
