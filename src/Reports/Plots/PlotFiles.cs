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

        string font = PlotFont.For(charts.SelectMany(ChartPlot.Texts), out string missing);
        notice = missing.Length == 0 ? null : $"The plots in {folder} lack the characters {missing}: no installed font has all that their labels need (on Debian: apt-get install fonts-noto-core fonts-noto-cjk).";
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

        static byte[] Png(Plot plot)
        {
            SKImageInfo size = new((int)(Width * PngScale), (int)(Height * PngScale), SKColorType.Rgb888x, SKAlphaType.Opaque);
            using SKBitmap bitmap = new(size);
            using SKCanvas canvas = new(bitmap);
            plot.ScaleFactor = PngScale;
            plot.Render(canvas, size.Width, size.Height);
            using SKPixmap pixels = bitmap.PeekPixels();

            // A third of the time of the default filters, a sixth more bytes.
            using SKData png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 6))!;
            return png.ToArray();
        }

        void Save(string name, byte[] content)
        {
            string path = Path.Combine(folder, name);
            AtomicFile.Write(path, stream => stream.Write(content), createFolder: true);
            files.Add(path);
        }
    }
}
