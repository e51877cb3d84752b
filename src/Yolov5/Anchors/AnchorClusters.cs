using Yolov5.Data;

namespace Yolov5.Anchors;

/// <summary>
/// Finds anchors for labels: k-means over sizes in units of their standard deviation, then evolution by random mutations, as YOLOv5's
/// <c>kmean_anchors</c>.
/// </summary>
internal static class AnchorClusters
{
    /// <summary>Generations of the evolution.</summary>
    public const int Generations = 1000;

    private const int Runs = 30;
    private const int MostRounds = 300;
    private const double LeastImprovement = 1e-5;
    private const double MutationProbability = 0.9, MutationSpread = 0.1;

    /// <summary>Clusters of sizes, sorted by area; null if there are fewer different sizes than clusters.</summary>
    /// <param name="labels">[labels][2] widths and heights in pixels.</param>
    /// <param name="count">Number of clusters.</param>
    /// <param name="random">Chooses the first centres.</param>
    public static double[]? Cluster(float[] labels, int count, RandomStream random)
    {
        (double widthUnit, double heightUnit) = (Deviation(labels, 0), Deviation(labels, 1));
        (double X, double Y)[] points = new (double, double)[labels.Length / 2];
        for (int i = 0; i < points.Length; i++)
            points[i] = (labels[2 * i] / widthUnit, labels[(2 * i) + 1] / heightUnit);
        (double X, double Y)[] distinct = [.. points.Distinct()];
        if (distinct.Length < count)
            return null;
        (double X, double Y)[]? best = null;
        double least = double.PositiveInfinity;
        for (int run = 0; run < Runs; run++)
        {
            (double X, double Y)[] centres = [.. Choose(distinct, count, random)];
            double distortion = Refine(points, centres);
            if (distortion < least)
                (best, least) = (centres, distortion);
        }

        return Sorted([.. best!.SelectMany(centre => new[] { centre.X * widthUnit, centre.Y * heightUnit })]);
    }

    /// <summary>Changes anchors at random and keeps what fits better.</summary>
    public static double[] Evolve(double[] anchors, float[] labels, double threshold, RandomStream random)
    {
        double fitness = AnchorFit.Of(labels, anchors, threshold).Fitness;
        for (int generation = 0; generation < Generations; generation++)
        {
            double[] changed = [.. anchors];
            bool same = true;
            while (same)
            {
                double strength = random.NextDouble();
                for (int i = 0; i < changed.Length; i++)
                {
                    double change = random.Chance(MutationProbability) ? Math.Clamp((strength * random.NextNormal() * MutationSpread) + 1, 0.3, 3) : 1;
                    same &= change == 1;
                    changed[i] = Math.Max(2, anchors[i] * change);
                }
            }

            double found = AnchorFit.Of(labels, changed, threshold).Fitness;
            if (found > fitness)
                (anchors, fitness) = (changed, found);
        }

        return Sorted(anchors);
    }

    private static double[] Sorted(double[] anchors) => [.. anchors.Chunk(2).OrderBy(anchor => anchor[0] * anchor[1]).SelectMany(anchor => anchor)];

    private static double Refine((double X, double Y)[] points, (double X, double Y)[] centres)
    {
        double before = double.PositiveInfinity;
        (double X, double Y, int Count)[] sums = new (double, double, int)[centres.Length];
        for (int round = 0; round < MostRounds; round++)
        {
            Array.Clear(sums);
            double distortion = 0;
            foreach ((double x, double y) in points)
            {
                int nearest = 0;
                double least = double.PositiveInfinity;
                for (int i = 0; i < centres.Length; i++)
                {
                    double dx = x - centres[i].X, dy = y - centres[i].Y, squared = (dx * dx) + (dy * dy);
                    if (squared < least)
                        (nearest, least) = (i, squared);
                }

                distortion += Math.Sqrt(least);
                sums[nearest] = (sums[nearest].X + x, sums[nearest].Y + y, sums[nearest].Count + 1);
            }

            for (int i = 0; i < centres.Length; i++)
            {
                if (sums[i].Count > 0)
                    centres[i] = (sums[i].X / sums[i].Count, sums[i].Y / sums[i].Count);
            }

            distortion /= points.Length;
            if (before - distortion <= LeastImprovement)
                return distortion;
            before = distortion;
        }

        return before;
    }

    private static IEnumerable<(double X, double Y)> Choose((double X, double Y)[] points, int count, RandomStream random)
    {
        for (int i = 0; i < count; i++)
        {
            int other = i + random.NextInt(points.Length - i);
            (points[i], points[other]) = (points[other], points[i]);
            yield return points[i];
        }
    }

    private static double Deviation(float[] labels, int offset)
    {
        double sum = 0, squares = 0;
        int count = labels.Length / 2;
        for (int i = offset; i < labels.Length; i += 2)
            sum += labels[i];
        double mean = sum / count;
        for (int i = offset; i < labels.Length; i += 2)
            squares += (labels[i] - mean) * (labels[i] - mean);

        // Labels of one size have no deviation, and any unit serves.
        double deviation = Math.Sqrt(squares / count);
        return deviation > 0 ? deviation : 1;
    }
}
