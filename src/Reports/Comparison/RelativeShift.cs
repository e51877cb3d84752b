using System.Collections.Concurrent;
using Perfolizer.Mathematics.SignificanceTesting.MannWhitney;
using Reports.Model;

namespace Reports.Comparison;

/// <summary>
/// The relative shift between two samples of times: the Hodges-Lehmann estimator on their logarithms, with the
/// distribution-free interval that inverts the Mann-Whitney test (Hollander, Wolfe, Chicken: Nonparametric Statistical
/// Methods, 3rd ed., sections 4.2 and 4.3). Neither outliers nor the shape of the distribution matter to it.
/// </summary>
internal static class RelativeShift
{
    // Perfolizer's exact distribution is limited by its binomial coefficients; beyond, the Edgeworth approximation is used.
    private const int ExactTotal = 60;

    // With fewer than this in one sample the approximation is poor in the tail; the other sample is thinned to stay exact.
    private const int FewSamples = 16;

    private static readonly ConcurrentDictionary<(int, int, double), int> CriticalValues = new();

    /// <summary>The shift as (y - x) / x and its two-sided interval at confidence 1 - 2 alpha.</summary>
    /// <returns><see langword="null"/> if the samples are too few for the level.</returns>
    public static (double Shift, Interval Interval)? Of(IReadOnlyList<double> x, IReadOnlyList<double> y, double alpha)
    {
        if (x.Count + y.Count > ExactTotal && Math.Min(x.Count, y.Count) < FewSamples)
        {
            x = Thin(x, ExactTotal - Math.Min(y.Count, FewSamples));
            y = Thin(y, ExactTotal - Math.Min(x.Count, FewSamples));
        }

        int critical = CriticalValue(x.Count, y.Count, alpha);
        if (critical < 0)
            return null;

        double[] logX = [.. x.Select(t => Math.Log(t))];
        double[] logY = [.. y.Select(t => Math.Log(t))];
        double[] differences = new double[logX.Length * logY.Length];
        int k = 0;
        foreach (double b in logY)
        {
            foreach (double a in logX)
                differences[k++] = b - a;
        }

        Array.Sort(differences);
        double shift = TimeStatistics.Quantile(differences, 0.5);
        return (Relative(shift), new Interval(Relative(differences[critical]), Relative(differences[^(critical + 1)])));
    }

    /// <summary>The smallest n for which n against n samples can reach the level.</summary>
    public static int NeededCount(double alpha)
    {
        int n = 1;
        while (SmallestP(n, n) > alpha)
            n++;
        return n;
    }

    /// <summary>The largest u with P(U &lt;= u) &lt;= alpha under no shift; -1 if there is none.</summary>
    private static int CriticalValue(int n, int m, double alpha) => CriticalValues.GetOrAdd((n, m, alpha), static key =>
    {
        (int n, int m, double alpha) = key;
        if (n == 0 || m == 0 || SmallestP(n, m) > alpha)
            return -1;

        IMannWhitneyCdf cdf = n + m <= ExactTotal ? MannWhitneyLoefflerExactCdf.Instance : MannWhitneyEdgeworthApproxCdf.Instance;
        int low = 0;
        int high = n * m / 2;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (cdf.Cdf(n, m, middle) <= alpha)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    });

    /// <summary>1 / C(n + m, n): the chance that all of one sample lie below all of the other.</summary>
    private static double SmallestP(int n, int m)
    {
        double p = 1;
        for (int i = 1; i <= n; i++)
            p *= (double)i / (m + i);
        return p;
    }

    /// <summary>Takes at most <paramref name="count"/> values, evenly spread over the order of measurement.</summary>
    private static IReadOnlyList<double> Thin(IReadOnlyList<double> values, int count) => values.Count <= count
        ? values
        : [.. Enumerable.Range(0, count).Select(i => values[(int)((long)i * values.Count / count)])];

    private static double Relative(double logarithm) => Math.Exp(logarithm) - 1;
}
