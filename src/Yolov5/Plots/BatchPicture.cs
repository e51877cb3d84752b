using SkiaSharp;
using Yolov5.Data;
using Yolov5.Imaging;

namespace Yolov5.Plots;

/// <summary>Draws the images of a batch beside each other, with boxes and file names.</summary>
internal static class BatchPicture
{
    private const int MostImages = 16;
    private const int LargestSide = 1920;
    private const float TextSize = 12;

    /// <summary>The labels of a batch by image, in pixels.</summary>
    public static ILookup<int, DrawnBox> LabelsOf(Batch batch) => Enumerable.Range(0, batch.TargetCount)
        .Select(row => batch.Targets[(row * Batch.TargetColumns)..((row + 1) * Batch.TargetColumns)])
        .ToLookup(target => (int)target[0], target =>
        {
            float x = target[2] * batch.Width, y = target[3] * batch.Height, halfWidth = target[4] * batch.Width / 2, halfHeight = target[5] * batch.Height / 2;
            return new DrawnBox((int)target[1], x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
        });

    /// <summary>
    /// Draws the first 16 images in a square, at most 1,920 pixels a side. Of the frames of two cameras the RGB frame stands above the
    /// event frame, both with the boxes.
    /// </summary>
    /// <param name="batch">The images.</param>
    /// <param name="boxes">Boxes by image, in pixels of the batch.</param>
    /// <param name="names">Names of the classes.</param>
    public static Image Draw(Batch batch, ILookup<int, DrawnBox> boxes, IReadOnlyList<string> names)
    {
        int count = Math.Min(batch.Count, MostImages);
        int columns = (int)Math.Ceiling(Math.Sqrt(count)), rows = (count + columns - 1) / columns;
        int cameras = batch.Channels / Image.Channels;
        float scale = Math.Min(1, (float)LargestSide / columns / Math.Max(batch.Width, batch.Height * cameras));
        int width = Math.Max(1, (int)(batch.Width * scale)), height = Math.Max(1, (int)(batch.Height * scale));
        using PictureCanvas picture = new(columns * width, rows * cameras * height, SKColors.White);
        for (int i = 0; i < count; i++)
        {
            DrawnBox[] scaled = [.. boxes[i].Select(box => box with { X1 = box.X1 * scale, Y1 = box.Y1 * scale, X2 = box.X2 * scale, Y2 = box.Y2 * scale })];
            SKRect area = default;
            for (int camera = 0; camera < cameras; camera++)
            {
                area = SKRect.Create(i % columns * width, ((i / columns * cameras) + camera) * height, width, height);
                picture.DrawImage(ImageOf(batch, i, camera), area);
                BoxDrawing.Draw(picture.Canvas, area, scaled, names, new BoxDrawingOptions());
            }

            using SKPaint frame = new() { Color = SKColors.White, Style = SKPaintStyle.Stroke, StrokeWidth = 2 };
            picture.Canvas.DrawRect(SKRect.Create(area.Left, area.Bottom - (cameras * height), width, cameras * height), frame);
            DrawName(picture.Canvas, area, Path.GetFileName(batch.Paths[i]));
        }

        return picture.ToImage();
    }

    private static void DrawName(SKCanvas canvas, SKRect area, string name)
    {
        using SKFont font = new(PictureFont.For(name), TextSize);
        string shown = name.Length > 40 ? name[..40] : name;
        canvas.Save();
        canvas.ClipRect(area);
        using SKPaint ink = new() { Color = new SKColor(230, 230, 230), IsAntialias = true };
        using SKPaint shade = new() { Color = new SKColor(0, 0, 0, 130) };
        canvas.DrawRect(SKRect.Create(area.Left, area.Bottom - (TextSize * 1.3f), font.MeasureText(shown) + 8, TextSize * 1.3f), shade);
        canvas.DrawText(shown, area.Left + 4, area.Bottom - 4, font, ink);
        canvas.Restore();
    }

    private static Image ImageOf(Batch batch, int index, int camera)
    {
        int plane = batch.Width * batch.Height;
        ReadOnlySpan<byte> planes = batch.Pixels.AsSpan(((index * batch.Channels) + (camera * Image.Channels)) * plane, Image.Channels * plane);
        Image image = new(batch.Width, batch.Height);
        for (int i = 0; i < plane; i++)
        {
            for (int channel = 0; channel < Image.Channels; channel++)
                image.Pixels[(i * Image.Channels) + channel] = planes[(channel * plane) + i];
        }

        return image;
    }
}
