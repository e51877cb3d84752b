using System.Globalization;
using Yolov5.Data;
using Yolov5.Models;

namespace Yolov5.Anchors;

/// <summary>Keeps a network's anchors where they fit the labels, and fits new ones where they do not, as YOLOv5's <c>check_anchors</c>.</summary>
public static class AutoAnchor
{
    /// <summary>Anchors with at least this best possible recall are kept.</summary>
    public const double SufficientRecall = 0.98;

    // A label below this in both sides is not fitted to.
    private const float LeastSide = 2;
    private const float SmallSide = 3;
    private const long Stream = 0x616E63686F72;

    /// <summary>Checks the anchors of a network and replaces them if others recall more labels.</summary>
    /// <param name="model">The network; its anchors are changed in place.</param>
    /// <param name="entries">Images and labels to train on.</param>
    /// <param name="imageSize">Long side of the images in pixels.</param>
    /// <param name="threshold">Largest ratio of sides (hyper-parameter <c>anchor_t</c>).</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="notice">Receives the outcome, one line each.</param>
    public static void Check(DetectionModel model, IReadOnlyList<DatasetEntry> entries, int imageSize, double threshold, long seed, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(entries);
        RandomStream random = new(seed, Stream);
        float[] labels = AnchorLabels.Of(entries, imageSize, random);
        if (labels.Length == 0)
            return;
        double[] anchors = Pixels(model.Head);
        AnchorFit fit = AnchorFit.Of(labels, anchors, threshold);
        bool isPlaceholder = model.Description.FitsAnchors;
        if (!isPlaceholder && fit.BestPossibleRecall > SufficientRecall)
        {
            notice?.Invoke($"AutoAnchor: {Described(fit)}: the anchors fit the data set.");
            return;
        }

        if (!isPlaceholder)
            notice?.Invoke($"AutoAnchor: {Described(fit)}: the anchors do not fit the data set, new ones are looked for.");
        int small = Enumerable.Range(0, labels.Length / 2).Count(i => labels[2 * i] < SmallSide || labels[(2 * i) + 1] < SmallSide);
        if (small > 0)
            notice?.Invoke(string.Create(CultureInfo.InvariantCulture, $"AutoAnchor: {small} of {labels.Length / 2} labels have a side below {SmallSide} pixels."));
        double[] fitted = Fit(labels, anchors.Length / 2, imageSize, threshold, random);
        AnchorFit found = AnchorFit.Of(labels, fitted, threshold);
        if (!isPlaceholder && found.BestPossibleRecall <= fit.BestPossibleRecall)
        {
            notice?.Invoke($"AutoAnchor: {Described(found)} with new anchors: the old ones are kept.");
            return;
        }

        int perLevel = model.Head.AnchorsPerLevel * 2;
        model.Head.SetAnchors([.. fitted.Chunk(perLevel)]);
        notice?.Invoke($"AutoAnchor: {Described(found)} with new anchors: {string.Join("  ", fitted.Chunk(2).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each[0]:F0},{each[1]:F0}")))}.");
    }

    /// <summary>Anchors that fit labels, from small to large: [anchors][2] widths and heights in pixels.</summary>
    /// <param name="labels">[labels][2] widths and heights in pixels.</param>
    /// <param name="count">Number of anchors.</param>
    /// <param name="imageSize">Long side of the images in pixels.</param>
    /// <param name="threshold">Largest ratio of sides (hyper-parameter <c>anchor_t</c>).</param>
    /// <param name="random">Source of everything random.</param>
    public static double[] Fit(float[] labels, int count, int imageSize, double threshold, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(random);
        float[] used = [.. labels.Chunk(2).Where(label => label[0] >= LeastSide || label[1] >= LeastSide).SelectMany(label => label)];
        if (used.Length == 0)
            used = labels;

        // Fewer sizes than anchors: evolution begins anywhere.
        double[] start = AnchorClusters.Cluster(used, count, random)
            ?? [.. Enumerable.Range(0, 2 * count).Select(_ => Math.Max(2, random.NextDouble() * imageSize)).Order()];
        return AnchorClusters.Evolve(start, used, threshold, random);
    }

    /// <summary>Anchors of usual sizes, for steps that are tried without a data set.</summary>
    internal static double[][] Typical(IReadOnlyList<double> strides, int perLevel) =>
        [.. strides.Select(stride => Enumerable.Range(1, perLevel).SelectMany(size => new[] { stride * (size + 1), stride * (size + 1) }).ToArray())];

    private static double[] Pixels(Detect head)
    {
        float[][] cells = head.AnchorsInCells();
        return [.. cells.SelectMany((level, i) => level.Select(side => side * head.Strides[i]))];
    }

    private static string Described(AnchorFit fit) =>
        string.Create(CultureInfo.InvariantCulture, $"best possible recall {fit.BestPossibleRecall:F4}, {fit.AnchorsAboveThreshold:F2} anchors a label");
}
