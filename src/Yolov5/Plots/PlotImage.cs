using ScottPlot;
using SkiaSharp;
using Image = Yolov5.Imaging.Image;

namespace Yolov5.Plots;

/// <summary>ScottPlot's figures as pictures.</summary>
internal static class PlotImage
{
    /// <summary>Renders a figure on white.</summary>
    /// <param name="plot">The figure; its fonts are set here.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="texts">All texts of the figure, which decide the font.</param>
    public static Image ToImage(this Plot plot, int width, int height, IEnumerable<string> texts)
    {
        plot.Font.Set(PictureFont.ForPlot(texts));
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        using PictureCanvas picture = new(width, height, SKColors.White);
        plot.Render(picture.Canvas, width, height);
        return picture.ToImage();
    }
}
