using Reports.Model;

namespace Benchmarks.Rounds;

/// <summary>Decides when a process has measured enough steps: as soon as the 95% interval of their mean is within 2%, at the latest at a limit.</summary>
/// <param name="limit">The most steps.</param>
internal sealed class StoppingRule(int limit)
{
    /// <summary>Half the width of the interval, as a share of the mean, that is narrow enough.</summary>
    public const double Narrow = 0.02;

    /// <summary>With fewer steps an interval is often narrow by luck, and <see cref="EpochBenchmarks"/> needs six pairs of epochs for a 95% interval.</summary>
    private const int Least = 6;

    /// <summary>True if no further step is needed.</summary>
    /// <param name="times">Times of the steps so far, in any unit.</param>
    public bool IsEnough(IReadOnlyList<double> times) =>
        times.Count >= limit || (times.Count >= Least && TimeStatistics.Of(times) is { Margin95: { } margin, Mean: { } mean } && margin <= Narrow * mean);
}
