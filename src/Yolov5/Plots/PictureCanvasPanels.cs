using SkiaSharp;
using Yolov5.Imaging;

namespace Yolov5.Plots;

/// <summary>Parts that several pictures are made of.</summary>
internal static class PictureCanvasPanels
{
    private static readonly SKColor Ink = new(0x33, 0x3a, 0x44);
    private static readonly SKColor Dark = new(0x0b, 0x3d, 0x78);

    /// <summary>Draws a picture into an area, resized to it.</summary>
    public static void DrawImage(this PictureCanvas picture, Image image, SKRect area)
    {
        using PictureCanvas source = new(image);
        using SKImage pixels = source.Snapshot();
        picture.Canvas.DrawImage(pixels, area, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    /// <summary>Writes a line.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="text">The line.</param>
    /// <param name="x">Place by its alignment.</param>
    /// <param name="y">Base line.</param>
    /// <param name="size">Height of the letters in pixels.</param>
    /// <param name="align">Part of the line that is at the place.</param>
    /// <param name="degrees">Rotation about the place, clockwise.</param>
    /// <param name="color">Colour; null is dark grey.</param>
    public static void Text(this PictureCanvas picture, string text, float x, float y, float size, SKTextAlign align = SKTextAlign.Left, float degrees = 0, SKColor? color = null)
    {
        using SKFont font = new(PictureFont.For(text), size);
        using SKPaint ink = new() { Color = color ?? Ink, IsAntialias = true };
        picture.Canvas.Save();
        picture.Canvas.Translate(x, y);
        picture.Canvas.RotateDegrees(degrees);
        picture.Canvas.DrawText(text, 0, 0, align, font, ink);
        picture.Canvas.Restore();
    }

    /// <summary>A frame around an area.</summary>
    public static void Frame(this PictureCanvas picture, SKRect area)
    {
        using SKPaint line = new() { Color = Ink, Style = SKPaintStyle.Stroke };
        picture.Canvas.DrawRect(area, line);
    }

    /// <summary>A table of counts as shades, the first row at the top, with the names of its axes, which go from 0 to 1.</summary>
    public static void Heat(this PictureCanvas picture, SKRect area, double[,] values, string across, string down)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1);
        double most = Math.Max(1e-9, values.Cast<double>().Max());
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                if (values[row, column] == 0)
                    continue;
                using SKPaint fill = new() { Color = Shade(0.1 + (0.9 * values[row, column] / most)) };
                picture.Canvas.DrawRect(
                    SKRect.Create(area.Left + (column * area.Width / columns), area.Top + (row * area.Height / rows), (area.Width / columns) + 0.5f, (area.Height / rows) + 0.5f),
                    fill);
            }
        }

        picture.Frame(area);
        picture.Text("0", area.Left, area.Bottom + 18, 12, SKTextAlign.Center);
        picture.Text("1", area.Right, area.Bottom + 18, 12, SKTextAlign.Center);
        picture.Text(across, area.MidX, area.Bottom + 22, 13, SKTextAlign.Center);
        picture.Text("0", area.Left - 8, area.Top + 8, 12, SKTextAlign.Right);
        picture.Text("1", area.Left - 8, area.Bottom, 12, SKTextAlign.Right);
        picture.Text(down, area.Left - 12, area.MidY, 13, SKTextAlign.Center, -90);
    }

    /// <summary>White at 0, dark blue at 1.</summary>
    public static SKColor Shade(double share)
    {
        double part = Math.Clamp(share, 0, 1);
        return new SKColor(Mixed(Dark.Red), Mixed(Dark.Green), Mixed(Dark.Blue));

        byte Mixed(byte end) => (byte)Math.Round(byte.MaxValue + (part * (end - byte.MaxValue)));
    }
}
