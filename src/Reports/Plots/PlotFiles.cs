using Reports.Charts;
using ScottPlot;
using SkiaSharp;

namespace Reports.Plots;

/// <summary>The charts of runs as PNG files, one per chart, and as one PDF with a page per chart.</summary>
public static class PlotFiles
{
    // A figure's size in pixels; a PNG has half as many again each way, a page of the PDF is 9 inches wide.
    private const int Width = 900;
    private const int Height = 540;
    private const double PngScale = 1.5;
    private const float PointsPerPixel = 0.72f;

    /// <summary>Draws the charts into <paramref name="folder"/>.</summary>
    /// <param name="input">The runs.</param>
    /// <param name="folder">Folder of the files; it is made if need be.</param>
    /// <param name="notice">Reason why there are no plots, or the characters that they lack; <see langword="null"/> when nothing is missing.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written to.</exception>
    public static IReadOnlyList<string> Write(ReportInput input, string folder, out string? notice)
    {
        ArgumentNullException.ThrowIfNull(input);
        IReadOnlyList<Chart> charts = RunCharts.Build(input.Runs);
        if (charts.Count == 0)
        {
            notice = "No plots: no case was measured.";
            return [];
        }

        string font = FontFor(charts, folder, out notice);
        List<string> files = [];
        using MemoryStream pages = new();
        using (SKDocument document = SKDocument.CreatePdf(pages))
        {
            foreach (Chart chart in charts)
            {
                using Plot plot = ChartPlot.Build(chart, font);
                SKCanvas page = document.BeginPage(Width * PointsPerPixel, Height * PointsPerPixel);
                page.Scale(PointsPerPixel);
                plot.Render(page, Width, Height);
                document.EndPage();
                Save(chart.Id + ".png", Png(plot));
            }

            document.Close();
        }

        Save("plots.pdf", pages.ToArray());
        return files;

        void Save(string name, byte[] content)
        {
            string path = Path.Combine(folder, name);
            AtomicFile.Write(path, stream => stream.Write(content), createFolder: true);
            files.Add(path);
        }
    }

    /// <summary>Draws charts side by side: one PNG and one PDF of a single page.</summary>
    /// <param name="charts">The charts, at least one.</param>
    /// <param name="png">The PNG file.</param>
    /// <param name="pdf">The PDF file.</param>
    /// <param name="notice">The characters that the plots lack; <see langword="null"/> when nothing is missing.</param>
    /// <exception cref="InvalidInputException">A file cannot be written.</exception>
    public static void WriteTogether(IReadOnlyList<Chart> charts, string png, string pdf, out string? notice)
    {
        ArgumentNullException.ThrowIfNull(charts);
        string font = FontFor(charts, png, out notice);
        int width = Width * charts.Count;
        byte[] picture = Png(width, Height, canvas => Draw(canvas, PngScale));
        using MemoryStream pages = new();
        using (SKDocument document = SKDocument.CreatePdf(pages))
        {
            SKCanvas page = document.BeginPage(width * PointsPerPixel, Height * PointsPerPixel);
            page.Scale(PointsPerPixel);
            Draw(page, 1);
            document.EndPage();
            document.Close();
        }

        AtomicFile.Write(png, stream => stream.Write(picture), createFolder: true);
        AtomicFile.Write(pdf, stream => stream.Write(pages.ToArray()), createFolder: true);

        void Draw(SKCanvas canvas, double scale)
        {
            (int panel, int height) = ((int)(Width * scale), (int)(Height * scale));
            for (int i = 0; i < charts.Count; i++)
            {
                using Plot plot = ChartPlot.Build(charts[i], font);
                plot.HideLegend();
                plot.ScaleFactor = scale;
                canvas.Save();
                canvas.Translate(i * panel, 0);
                canvas.ClipRect(new SKRect(0, 0, panel, height));
                plot.Render(canvas, panel, height);
                canvas.Restore();
            }
        }
    }

    private static string FontFor(IReadOnlyList<Chart> charts, string place, out string? notice)
    {
        string font = PlotFont.For(charts.SelectMany(ChartPlot.Texts), out string missing);
        notice = missing.Length == 0 ? null : $"The plots in {place} lack the characters {missing}: no installed font has all that their labels need (on Debian: apt-get install fonts-noto-core fonts-noto-cjk).";
        return font;
    }

    private static byte[] Png(Plot plot) => Png(Width, Height, canvas =>
    {
        plot.ScaleFactor = PngScale;
        plot.Render(canvas, (int)(Width * PngScale), (int)(Height * PngScale));
    });

    private static byte[] Png(int width, int height, Action<SKCanvas> draw)
    {
        SKImageInfo size = new((int)(width * PngScale), (int)(height * PngScale), SKColorType.Rgb888x, SKAlphaType.Opaque);
        using SKBitmap bitmap = new(size);
        using SKCanvas canvas = new(bitmap);
        draw(canvas);
        using SKPixmap pixels = bitmap.PeekPixels();

        // A third of the time of the default filters, a sixth more bytes.
        using SKData png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 6))!;
        return png.ToArray();
    }
}
