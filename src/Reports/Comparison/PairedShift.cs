using System.Collections.Concurrent;
using Reports.Model;

namespace Reports.Comparison;

/// <summary>
/// The relative shift between times that were measured in turn: the Hodges-Lehmann estimator of the pairs' log ratios, the
/// median of their Walsh averages, with the distribution-free interval that inverts Wilcoxon's signed-rank test (Hollander,
/// Wolfe, Chicken: Nonparametric Statistical Methods, 3rd ed., sections 3.2 and 3.3).
/// </summary>
public static class PairedShift
{
    // The exact distribution takes n^3 steps; pairs beyond are thinned, evenly over the order of measurement.
    private const int MostPairs = 200;

    private static readonly ConcurrentDictionary<(int, double), int> CriticalValues = new();

    /// <summary>The shift as (y - x) / x and its two-sided interval at confidence 1 - 2 alpha.</summary>
    /// <param name="x">Times of the one.</param>
    /// <param name="y">Times of the other, each measured next to that of <paramref name="x"/> in the same place.</param>
    /// <param name="alpha">Probability, in each direction, of an interval that misses the true shift.</param>
    /// <returns><see langword="null"/> if the pairs are too few for the level.</returns>
    public static (double Shift, Interval Interval)? Of(IReadOnlyList<double> x, IReadOnlyList<double> y, double alpha)
    {
        int n = Math.Min(x.Count, MostPairs);
        int critical = CriticalValue(n, alpha);
        if (critical < 0)
            return null;

        double[] ratios = new double[n];
        for (int i = 0; i < n; i++)
        {
            int at = (int)((long)i * x.Count / n);
            ratios[i] = Math.Log(y[at] / x[at]);
        }

        double[] averages = new double[n * (n + 1) / 2];
        int k = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
                averages[k++] = (ratios[i] + ratios[j]) / 2;
        }

        Array.Sort(averages);
        double shift = TimeStatistics.Quantile(averages, 0.5);
        return (Relative(shift), new Interval(Relative(averages[critical]), Relative(averages[^(critical + 1)])));
    }

    /// <summary>The smallest number of pairs that can reach the level.</summary>
    public static int NeededCount(double alpha) => (int)Math.Ceiling(-Math.Log2(alpha) - 1e-9);

    /// <summary>The largest w with P(W &lt;= w) &lt;= alpha under no shift; -1 if there is none.</summary>
    internal static int CriticalValue(int n, double alpha) => CriticalValues.GetOrAdd((n, alpha), static key =>
    {
        (int n, double alpha) = key;

        // W is a sum over the ranks 1..n, each in it or not by a coin.
        double[] probability = new double[(n * (n + 1) / 2) + 1];
        probability[0] = 1;
        for (int rank = 1; rank <= n; rank++)
        {
            for (int w = rank * (rank + 1) / 2; w >= 0; w--)
                probability[w] = (probability[w] + (w >= rank ? probability[w - rank] : 0)) / 2;
        }

        int critical = -1;
        double sum = 0;
        while (critical + 1 < probability.Length && (sum += probability[critical + 1]) <= alpha)
            critical++;
        return n == 0 ? -1 : critical;
    });

    private static double Relative(double logarithm) => Math.Exp(logarithm) - 1;
}
