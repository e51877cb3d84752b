using System.Collections.Immutable;
using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;
using Image = Yolov5.Imaging.Image;

namespace Yolov5.Plots;

/// <summary>Plots the fitness of generations by each hyper-parameter; the best is marked and named.</summary>
internal static class EvolutionPlot
{
    private const int Columns = 5, Width = 320, Height = 280;

    /// <summary>A scatter plot for each parameter.</summary>
    /// <param name="names">Names of the parameters.</param>
    /// <param name="values">Values of each generation, in the order of the names.</param>
    /// <param name="fitness">Fitness of each generation.</param>
    public static Image Draw(IReadOnlyList<string> names, IReadOnlyList<ImmutableArray<double>> values, double[] fitness)
    {
        int best = System.Array.IndexOf(fitness, fitness.Max());
        int rows = (names.Count + Columns - 1) / Columns;
        using PictureCanvas picture = new(Columns * Width, rows * Height, SKColors.White);
        for (int i = 0; i < names.Count; i++)
            picture.DrawImage(Figure(names[i], [.. values.Select(generation => generation[i])], fitness, best), SKRect.Create(i % Columns * Width, i / Columns * Height, Width, Height));
        return picture.ToImage();
    }

    private static Image Figure(string name, double[] values, double[] fitness, int best)
    {
        using Plot plot = new();
        Scatter points = plot.Add.ScatterPoints(values, fitness, Color.FromHex("#1f6fb4").WithAlpha(0.6));
        points.MarkerSize = 6;
        plot.Add.Marker(values[best], fitness[best], MarkerShape.Cross, 16, Colors.Black);
        string title = string.Create(CultureInfo.InvariantCulture, $"{name} = {values[best]:g3}");
        plot.Title(title, 14);
        return plot.ToImage(Width, Height, [title]);
    }
}
