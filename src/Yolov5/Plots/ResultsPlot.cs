using System.Collections.Immutable;
using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;
using Image = Yolov5.Imaging.Image;

namespace Yolov5.Plots;

/// <summary>Plots the figures of all epochs: losses, precision, recall, mAP.</summary>
internal static class ResultsPlot
{
    private const int Width = 360;
    private const int Height = 330;

    // As results.png of the reference has them: losses of training and precision, recall above; losses of validation and mAP below.
    private static readonly int[] Places = [0, 1, 2, 3, 4, 7, 8, 9, 5, 6];

    /// <summary>Ten figures in two rows.</summary>
    /// <param name="epochs">Numbers of the epochs.</param>
    /// <param name="names">Names of the figures, in the order of the columns of <c>results.csv</c>.</param>
    /// <param name="values">The figures of each epoch; NaN is not drawn.</param>
    public static Image Draw(IReadOnlyList<int> epochs, IReadOnlyList<string> names, IReadOnlyList<ImmutableArray<double>> values)
    {
        int columns = Places.Length / 2;
        using PictureCanvas picture = new(columns * Width, 2 * Height, SKColors.White);
        for (int i = 0; i < Places.Length; i++)
            picture.DrawImage(Figure(epochs, names[Places[i]], [.. values.Select(row => row[Places[i]])]), SKRect.Create(i % columns * Width, i / columns * Height, Width, Height));
        return picture.ToImage();
    }

    private static Image Figure(IReadOnlyList<int> epochs, string name, double[] values)
    {
        using Plot plot = new();
        int[] measured = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))];
        Scatter line = plot.Add.Scatter(System.Array.ConvertAll(measured, i => (double)epochs[i]), System.Array.ConvertAll(measured, i => values[i]), Color.FromHex("#1f6fb4"));
        line.LineWidth = 2;
        line.MarkerSize = measured.Length > 60 ? 0 : 5;
        plot.Title(name, 14);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        return plot.ToImage(Width, Height, [name]);
    }
}
