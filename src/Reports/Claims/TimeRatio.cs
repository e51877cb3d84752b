using Perfolizer.Mathematics.Distributions.ContinuousDistributions;
using Reports.Comparison;
using Reports.Model;

namespace Reports.Claims;

/// <summary>The 95% interval of a scheme's time over that of baseline.</summary>
internal static class TimeRatio
{
    // One-sided.
    private const double Tail = 0.025;

    /// <summary>
    /// Interval by the iterations (Mann-Whitney); where both ran in several processes, widened to that of the processes'
    /// medians (Student's t on their logarithms, common variance), because a process can be faster or slower as a whole.
    /// </summary>
    /// <returns><see langword="null"/> if the iterations are too few.</returns>
    public static Interval? Of(CaseResult baseline, CaseResult scheme)
    {
        if (RelativeShift.Of(baseline.IterationTimesSeconds, scheme.IterationTimesSeconds, Tail) is not var (_, shift))
            return null;
        Interval ratio = new(1 + shift.Low, 1 + shift.High);
        return OfProcesses(Medians(baseline), Medians(scheme)) is { } wider
            ? new Interval(Math.Min(ratio.Low, wider.Low), Math.Max(ratio.High, wider.High))
            : ratio;
    }

    private static Interval? OfProcesses(double[] baseline, double[] scheme)
    {
        if (baseline.Length < 2 || scheme.Length < 2)
            return null;
        int freedom = baseline.Length + scheme.Length - 2;
        double variance = (Squares(baseline) + Squares(scheme)) / freedom;
        double margin = new StudentDistribution(freedom).Quantile(1 - Tail)
            * Math.Sqrt(variance * ((1.0 / baseline.Length) + (1.0 / scheme.Length)));
        double difference = scheme.Average() - baseline.Average();
        return new Interval(Math.Exp(difference - margin), Math.Exp(difference + margin));
    }

    private static double Squares(double[] values)
    {
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean));
    }

    private static double[] Medians(CaseResult item) =>
        [.. item.Processes.Where(p => p.Count > 0).Select(p => Math.Log(TimeStatistics.Of(p)!.Median))];
}
