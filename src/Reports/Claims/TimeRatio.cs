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
        return OfProcesses(baseline.Processes, scheme.Processes) is { } wider
            ? new Interval(Math.Min(ratio.Low, wider.Low), Math.Max(ratio.High, wider.High))
            : ratio;
    }

    private static Interval? OfProcesses(IReadOnlyList<IReadOnlyList<double>> baseline, IReadOnlyList<IReadOnlyList<double>> scheme)
    {
        if (baseline.Count < 2 || scheme.Count < 2)
            return null;
        ProcessSpread spread = ProcessSpread.Of([(baseline, scheme)]);
        double margin = new StudentDistribution(spread.Freedom).Quantile(1 - Tail)
            * Math.Sqrt(spread.Variance * ((1.0 / baseline.Count) + (1.0 / scheme.Count)));
        double difference = ProcessSpread.LogMean(ProcessSpread.Medians(scheme)) - ProcessSpread.LogMean(ProcessSpread.Medians(baseline));
        return new Interval(Math.Exp(difference - margin), Math.Exp(difference + margin));
    }
}
