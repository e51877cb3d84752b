using Perfolizer.Mathematics.Distributions.ContinuousDistributions;
using Reports.Model;

namespace Reports.Comparison;

/// <summary>
/// The relative shift between two runs of different times, of which every process is one sample: t intervals on the logarithms
/// of the processes' medians.
/// </summary>
/// <remarks>
/// A process is faster or slower than the next one of the same code, all of its iterations alike, so that iterations of one
/// process are no independent samples of the code's speed (Kalibera and Jones, "Rigorous Benchmarking in Reasonable Time",
/// ISMM 2013, section 3). The interval is the wider one of two:
/// Welch's, from the spread of the case's own processes in both runs ("The generalization of 'Student's' problem when several
/// different population variances are involved", Biometrika 34, 1947, with Satterthwaite's degrees of freedom); and Student's,
/// from the spread over all cases, at the level divided by their number (Bonferroni). The second is there because three
/// processes often resemble each other by chance, and because the more cases there are, the more chances there are for a
/// false alarm. To either side of it is added what the machine alone may change between two times, which is a bound and no
/// distribution: a machine that has two speeds keeps one of them for a whole case.
/// </remarks>
internal sealed record ProcessShift
{
    // The likely values of a shift: its 30% interval, which is not much more than the estimate itself.
    private const double LikelyTail = 0.35;

    /// <summary>The shift, (y - x) / x.</summary>
    public required double Shift { get; init; }

    /// <summary>Its two-sided interval at confidence 1 - 2 alpha, widened by the drift of the machine.</summary>
    public required Interval Interval { get; init; }

    /// <summary>Its likely values on a machine that did not drift.</summary>
    public required Interval Likely { get; init; }

    /// <summary>The smallest slow-down whose interval excludes no change in about 95 of 100 comparisons.</summary>
    public required double Detectable { get; init; }

    /// <summary>Computes the shift.</summary>
    /// <param name="before">Times of each process of the baseline.</param>
    /// <param name="after">Times of each process of the current run.</param>
    /// <param name="alpha">Probability, in each direction, of an interval that misses the true shift.</param>
    /// <param name="spread">Spread between processes over all cases, this one among them.</param>
    /// <param name="drift">Share by which the machine alone may be slower at another time.</param>
    /// <returns><see langword="null"/> if one of them has fewer than two processes, and so no spread.</returns>
    public static ProcessShift? Of(IReadOnlyList<IReadOnlyList<double>> before, IReadOnlyList<IReadOnlyList<double>> after, double alpha, ProcessSpread spread, double drift)
    {
        if (before.Count < 2 || after.Count < 2)
            return null;

        double[] x = ProcessSpread.Medians(before), y = ProcessSpread.Medians(after);
        double errorX = ProcessSpread.LogVariance(x) / x.Length, errorY = ProcessSpread.LogVariance(y) / y.Length;
        double own = Math.Sqrt(errorX + errorY);
        double freedom = own > 0
            ? (errorX + errorY) * (errorX + errorY) / ((errorX * errorX / (x.Length - 1)) + (errorY * errorY / (y.Length - 1)))
            : x.Length + y.Length - 2;
        double pooled = Math.Sqrt(spread.Variance * ((1.0 / x.Length) + (1.0 / y.Length)));

        double shift = ProcessSpread.LogMean(y) - ProcessSpread.LogMean(x);
        double margin = Margin(alpha, alpha / spread.Cases) + Math.Log(1 + drift);
        return new ProcessShift
        {
            Shift = Relative(shift),
            Interval = Around(shift, margin),
            Likely = Around(shift, Margin(LikelyTail, LikelyTail)),
            Detectable = Relative(margin + (Math.Max(own, pooled) * NormalDistribution.Standard.Quantile(0.95))),
        };

        double Margin(double ownAlpha, double pooledAlpha) => Math.Max(
            own * new StudentDistribution(freedom).Quantile(1 - ownAlpha), pooled * new StudentDistribution(spread.Freedom).Quantile(1 - pooledAlpha));
    }

    private static Interval Around(double shift, double margin) => new(Relative(shift - margin), Relative(shift + margin));

    private static double Relative(double logarithm) => Math.Exp(logarithm) - 1;
}
