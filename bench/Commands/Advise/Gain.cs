using Reports.Advice;
using Reports.Model;

namespace Benchmarks.Commands.Advise;

/// <summary>Share of an epoch's time that a change saves, from runs in turn.</summary>
internal static class Gain
{
    /// <summary>The share that is saved, between the medians of the runs that stand beside each other.</summary>
    /// <param name="before">Runs without the change; the last ones are those in turn.</param>
    /// <param name="after">Runs with it, at most as many.</param>
    public static double Of(IReadOnlyList<EpochTime> before, IReadOnlyList<EpochTime> after) =>
        1 - (EpochTime.Median(after).Total / EpochTime.Median([.. before.TakeLast(after.Count)]).Total);

    /// <summary>95% interval of the mean of the pairs' shares; null with fewer than two pairs.</summary>
    /// <inheritdoc cref="Of"/>
    public static Interval? Interval(IReadOnlyList<EpochTime> before, IReadOnlyList<EpochTime> after) =>
        TimeStatistics.Of([.. before.TakeLast(after.Count).Zip(after, (first, second) => 1 - (second.Total / first.Total))])?.Ci95;

    /// <summary>95% interval of the mean time of the runs; null with fewer than two.</summary>
    public static Interval? Seconds(IReadOnlyList<EpochTime> runs) =>
        TimeStatistics.Of([.. runs.Select(each => each.Total)])?.Ci95 is { } interval ? new Interval(Math.Max(0, interval.Low), interval.High) : null;
}
