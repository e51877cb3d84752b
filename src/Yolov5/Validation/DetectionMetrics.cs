namespace Yolov5.Validation;

/// <summary>Metrics of the detection over a whole set of images: YOLOv5's validation figures.</summary>
public sealed record DetectionMetrics
{
    /// <summary>The figures of every class that has labels, by ascending class id.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>The confidence at which the smoothed mean F1 is largest; <see cref="Precision"/>, <see cref="Recall"/> and <see cref="F1"/> are read there.</summary>
    public required double Confidence { get; init; }

    /// <summary>The curves behind the figures.</summary>
    public required MetricCurves Curves { get; init; }

    /// <summary>Labels of all classes.</summary>
    public required int Labels { get; init; }

    /// <summary>Detections of all classes, those without labels included.</summary>
    public required int Predictions { get; init; }

    /// <summary>Mean precision over the classes, 0..1; 0 without labels.</summary>
    public double Precision => Mean(metrics => metrics.Precision);

    /// <summary>Mean recall over the classes, 0..1; 0 without labels.</summary>
    public double Recall => Mean(metrics => metrics.Recall);

    /// <summary>Mean F1 over the classes, 0..1; 0 without labels.</summary>
    public double F1 => Mean(metrics => metrics.F1);

    /// <summary>mAP@0.5: mean of the average precision over the classes, 0..1; 0 without labels.</summary>
    public double Map50 => Mean(metrics => metrics.Ap50);

    /// <summary>mAP@0.5:0.95: mean of the average precision over classes and IoU thresholds, 0..1; 0 without labels.</summary>
    public double Map50To95 => Mean(metrics => metrics.Ap50To95);

    /// <summary>Figure that the best epoch is chosen by: 0.1 mAP@0.5 + 0.9 mAP@0.5:0.95 (reference: <c>fitness</c>).</summary>
    public double Fitness => FitnessOf(Map50, Map50To95);

    /// <summary>Fitness of two figures: 0.1 mAP@0.5 + 0.9 mAP@0.5:0.95.</summary>
    public static double FitnessOf(double map50, double map50To95) => (0.1 * map50) + (0.9 * map50To95);

    /// <summary>mAP@0.5:0.95 of each class, as the reference returns it for class weights: the mean if a class has no labels.</summary>
    /// <param name="classCount">Number of classes.</param>
    /// <returns>[classCount] values.</returns>
    public double[] Map50To95PerClass(int classCount)
    {
        var maps = new double[classCount];
        Array.Fill(maps, Map50To95);
        foreach (ClassMetrics metrics in Classes)
        {
            if (metrics.Class < classCount)
                maps[metrics.Class] = metrics.Ap50To95;
        }

        return maps;
    }

    private double Mean(Func<ClassMetrics, double> figure) => Classes.Count == 0 ? 0 : Classes.Average(figure);
}
