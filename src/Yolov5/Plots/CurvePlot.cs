using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using Yolov5.Imaging;
using Yolov5.Validation;
using Image = Yolov5.Imaging.Image;

namespace Yolov5.Plots;

/// <summary>Plots the curves of a validation at IoU 0.5: a line for each class and a bold one for their mean.</summary>
internal static class CurvePlot
{
    private const int Width = 1200;
    private const int Height = 800;
    private const int MostClassesNamed = 20;

    /// <summary>Precision by recall, the area under which is the average precision.</summary>
    public static Image PrecisionByRecall(DetectionMetrics metrics, IReadOnlyList<string> names) => Draw(
        "Precision by recall", "Recall", "Precision", metrics.Curves.PrecisionByRecall, metrics,
        place => Named(names, metrics.Classes[place].Class, metrics.Classes[place].Ap50),
        Text($"all classes {metrics.Map50:F3} mAP@0.5"));

    /// <summary>A figure by the least confidence of the detections that count.</summary>
    public static Image ByConfidence(string figure, double[][] curves, DetectionMetrics metrics, IReadOnlyList<string> names)
    {
        double[] mean = Mean(curves);
        int best = System.Array.IndexOf(mean, mean.Max());
        return Draw(
            $"{figure} by confidence", "Confidence", figure, curves, metrics,
            place => Named(names, metrics.Classes[place].Class, value: null),
            Text($"all classes {mean[best]:F2} at {metrics.Curves.Abscissa[best]:F3}"));
    }

    private static Image Draw(string title, string across, string up, double[][] curves, DetectionMetrics metrics, Func<int, string> nameOf, string all)
    {
        using Plot plot = new();
        bool named = curves.Length <= MostClassesNamed;
        for (int i = 0; i < curves.Length; i++)
        {
            var color = ClassColors.Of(metrics.Classes[i].Class);
            Scatter line = plot.Add.ScatterLine(metrics.Curves.Abscissa, curves[i], named ? new Color(color.Red, color.Green, color.Blue) : Colors.LightGray);
            line.LineWidth = 1.3f;
            line.LegendText = named ? nameOf(i) : "";
        }

        Scatter mean = plot.Add.ScatterLine(metrics.Curves.Abscissa, Mean(curves), Color.FromHex("#1040c0"));
        mean.LineWidth = 3.5f;
        mean.LegendText = all;
        plot.Axes.SetLimits(0, 1, 0, 1.02);
        plot.Title(title, 18);
        plot.XLabel(across, 15);
        plot.YLabel(up, 15);
        plot.ShowLegend(Edge.Right);
        return plot.ToImage(Width, Height, [title, across, up, all, .. Enumerable.Range(0, named ? curves.Length : 0).Select(nameOf)]);
    }

    private static string Named(IReadOnlyList<string> names, int classId, double? value) =>
        value is { } number ? Text($"{names[classId]} {number:F3}") : names[classId];

    private static double[] Mean(double[][] curves) => [.. Enumerable.Range(0, MetricCurves.Samples).Select(i => curves.Average(curve => curve[i]))];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
