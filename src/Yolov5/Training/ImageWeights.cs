using Yolov5.Data;

namespace Yolov5.Training;

/// <summary>Weights by which images are drawn: the more rare and badly detected objects, the more often.</summary>
internal static class ImageWeights
{
    /// <summary>
    /// The reference's weights: each object counts with the inverse frequency of its class times (1 - mAP)^2 of the class in the last
    /// validation.
    /// </summary>
    /// <param name="entries">Images and their labels.</param>
    /// <param name="classAp">[classes] mAP@0.5:0.95 of each class, 0 before the first validation.</param>
    public static double[] Of(IReadOnlyList<DatasetEntry> entries, double[] classAp)
    {
        double[] counts = new double[classAp.Length];
        foreach (BoxLabel label in entries.SelectMany(entry => entry.Labels))
            counts[label.Class]++;
        double[] inverse = [.. counts.Select(count => 1 / Math.Max(1, count))];
        double sum = inverse.Sum();
        double[] weights = [.. inverse.Select((value, i) => value / sum * (1 - classAp[i]) * (1 - classAp[i]))];
        double[] images = [.. entries.Select(entry => entry.Labels.Sum(label => weights[label.Class]))];

        // All classes found without a mistake: nothing to prefer.
        return images.Sum() > 0 ? images : [.. images.Select(_ => 1.0)];
    }
}
