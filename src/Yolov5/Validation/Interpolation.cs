namespace Yolov5.Validation;

/// <summary>Sampled curves: the few NumPy operations that average precision is defined by, with NumPy's rules at ends and at equal abscissae.</summary>
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

    /// <summary>
    /// Piecewise linear interpolation (NumPy: <c>interp</c>). At a jump, where several abscissae are equal, the last one
    /// counts.
    /// </summary>
    /// <param name="at">Ascending places to read.</param>
    /// <param name="x">Ascending abscissae, at least one.</param>
    /// <param name="y">Their ordinates.</param>
    /// <param name="before">The value before the first abscissa.</param>
    /// <param name="values">Receives a value per place; the last ordinate after the last abscissa.</param>
    public static void Linear(ReadOnlySpan<double> at, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double before, Span<double> values)
    {
        int last = x.Length - 1;
        int next = 0; // the first abscissa beyond the place
        for (int i = 0; i < at.Length; i++)
        {
            double place = at[i];
            while (next <= last && x[next] <= place)
                next++;
            if (next == 0)
                values[i] = before;
            else if (next > last || x[next - 1] == place)
                values[i] = y[next - 1];
            else
                values[i] = ((y[next] - y[next - 1]) / (x[next] - x[next - 1]) * (place - x[next - 1])) + y[next - 1];
        }
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
