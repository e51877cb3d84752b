namespace Yolov5.Anchors;

/// <summary>Fit of anchors to labels, by the rule that assigns labels to anchors in training.</summary>
/// <param name="BestPossibleRecall">Share of the labels that at least one anchor is assigned to.</param>
/// <param name="AnchorsAboveThreshold">Mean number of anchors that a label is assigned to.</param>
/// <param name="Fitness">Mean over the labels of the best anchor's likeness, 0 where that is below the threshold.</param>
/// <remarks>
/// The likeness of a label to an anchor is the smaller of ratio and inverse ratio of their sides, the minimum of both sides. It must be above
/// 1 / threshold.
/// </remarks>
public readonly record struct AnchorFit(double BestPossibleRecall, double AnchorsAboveThreshold, double Fitness)
{
    // Sums are made in parts of this many labels, in order, so that they do not depend on the number of threads.
    private const int Part = 1 << 14;

    /// <summary>Measures the fit.</summary>
    /// <param name="labels">[labels][2] widths and heights in pixels.</param>
    /// <param name="anchors">[anchors][2] widths and heights in pixels.</param>
    /// <param name="threshold">Largest ratio of sides (hyper-parameter <c>anchor_t</c>).</param>
    public static AnchorFit Of(float[] labels, double[] anchors, double threshold)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(anchors);
        int count = labels.Length / 2;
        if (count == 0)
            return default;
        float[] sides = Array.ConvertAll(anchors, side => (float)side);
        (int Recalled, int Matches, double Fitness)[] parts = new (int, int, double)[(count + Part - 1) / Part];
        if (parts.Length == 1)
            parts[0] = Measure(labels, sides, (float)(1 / threshold));
        else
            Parallel.For(0, parts.Length, i => parts[i] = Measure(labels.AsSpan(2 * i * Part, 2 * Math.Min(Part, count - (i * Part))), sides, (float)(1 / threshold)));
        return new AnchorFit(
            (double)parts.Sum(part => (long)part.Recalled) / count,
            (double)parts.Sum(part => (long)part.Matches) / count,
            parts.Sum(part => part.Fitness) / count);
    }

    private static (int Recalled, int Matches, double Fitness) Measure(ReadOnlySpan<float> labels, float[] anchors, float least)
    {
        int recalled = 0, matches = 0;
        double fitness = 0;
        for (int i = 0; i < labels.Length; i += 2)
        {
            float best = 0;
            for (int j = 0; j < anchors.Length; j += 2)
            {
                float wide = labels[i] / anchors[j], high = labels[i + 1] / anchors[j + 1];
                float likeness = Math.Min(Math.Min(wide, 1 / wide), Math.Min(high, 1 / high));
                matches += likeness > least ? 1 : 0;
                best = Math.Max(best, likeness);
            }

            if (!(best > least))
                continue;
            recalled++;
            fitness += best;
        }

        return (recalled, matches, fitness);
    }
}
