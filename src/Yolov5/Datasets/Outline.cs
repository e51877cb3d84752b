namespace Yolov5.Datasets;

/// <summary>Polygons x1, y1, x2, y2, ... of an object.</summary>
internal static class Outline
{
    /// <summary>Area of a polygon (shoelace formula).</summary>
    public static double Area(double[] outline)
    {
        double twice = 0;
        for (int i = 0; i < outline.Length; i += 2)
        {
            int next = (i + 2) % outline.Length;
            twice += (outline[i] * outline[next + 1]) - (outline[next] * outline[i + 1]);
        }

        return Math.Abs(twice) / 2;
    }

    /// <summary>The box around polygons.</summary>
    public static (double Left, double Top, double Right, double Bottom) Bounds(IReadOnlyList<double[]> outlines)
    {
        IEnumerable<double> xs = outlines.SelectMany(static outline => outline.Where(static (_, i) => i % 2 == 0));
        IEnumerable<double> ys = outlines.SelectMany(static outline => outline.Where(static (_, i) => i % 2 == 1));
        return (xs.Min(), ys.Min(), xs.Max(), ys.Max());
    }

    /// <summary>
    /// One polygon in place of several: each further one is entered and left through a bridge of no width at the point
    /// that is nearest to the polygon so far. A label row has one outline, and an object behind a pole has two.
    /// </summary>
    public static double[] Joined(IReadOnlyList<double[]> outlines)
    {
        List<double> joined = [.. outlines[0]];
        foreach (double[] next in outlines.Skip(1))
        {
            (int from, int to) = Nearest(joined, next);
            double[] loop = [.. next[to..], .. next[..to], next[to], next[to + 1], joined[from], joined[from + 1]];
            joined.InsertRange(from + 2, loop);
        }

        return [.. joined];
    }

    private static (int From, int To) Nearest(List<double> a, double[] b)
    {
        (int From, int To, double Distance) best = (0, 0, double.PositiveInfinity);
        for (int i = 0; i < a.Count; i += 2)
        {
            for (int j = 0; j < b.Length; j += 2)
            {
                double x = a[i] - b[j], y = a[i + 1] - b[j + 1], distance = (x * x) + (y * y);
                if (distance < best.Distance)
                    best = (i, j, distance);
            }
        }

        return (best.From, best.To);
    }
}
