namespace Yolov5.Validation;

/// <summary>Sampled curves: the few NumPy operations that average precision is defined by, with its rules.</summary>
internal static class Interpolation
{
    /// <summary>Equally spaced values from 0 to 1, both included.</summary>
    public static double[] UnitGrid(int count)
    {
        var grid = new double[count];
        double step = 1.0 / (count - 1);
        for (int i = 0; i < count; i++)
            grid[i] = i * step;
        grid[count - 1] = 1;
        return grid;
    }

    /// <summary>Area under samples by the trapezoid rule.</summary>
    public static double Trapezoids(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double area = 0;
        for (int i = 1; i < x.Length; i++)
            area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        return area;
    }

    /// <summary>Mean over rows of equal length, at least one.</summary>
    public static double[] MeanOfRows(double[][] rows)
    {
        var mean = new double[rows[0].Length];
        foreach (double[] row in rows)
        {
            for (int i = 0; i < mean.Length; i++)
                mean[i] += row[i];
        }

        for (int i = 0; i < mean.Length; i++)
            mean[i] /= rows.Length;
        return mean;
    }

    /// <summary>Box filter over a share of the length (an odd number of samples), the edges repeated (reference: <c>smooth</c>).</summary>
    public static double[] Smooth(ReadOnlySpan<double> values, double share)
    {
        int width = ((int)Math.Round(values.Length * share * 2) / 2) + 1;
        int half = width / 2;
        double weight = 1.0 / width;
        var smooth = new double[values.Length];

        // Each sum is made anew: a running sum would round differently along a plateau and move its first maximum.
        for (int i = 0; i < smooth.Length; i++)
        {
            double sum = 0;
            for (int j = i - half; j <= i + half; j++)
                sum += values[Math.Clamp(j, 0, values.Length - 1)] * weight;
            smooth[i] = sum;
        }

        return smooth;
    }

    /// <summary>Index of the first of the largest values.</summary>
    public static int FirstMaximum(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }
}
