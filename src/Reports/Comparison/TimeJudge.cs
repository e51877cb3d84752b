using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>Judges the iteration times of a case of two runs.</summary>
/// <remarks>
/// Slower (faster): the interval of the shift excludes no change, and the narrower interval of its likely values reaches the
/// threshold. Same: the whole interval lies within the threshold, which is an equivalence test by two one-sided tests.
/// Otherwise the measurements are too noisy to tell. Requiring the whole interval to lie beyond the threshold would be
/// stricter, but would find a true slow-down of 7% less than half of the time. The levels are those at which the rates in
/// docs/regression-gate.md were measured.
/// </remarks>
internal static class TimeJudge
{
    // The likely values of a shift: its 30% interval, which is not much more than the estimate itself.
    private const double LikelyTail = 0.35;

    /// <summary>Judges times that were measured in turn: the n-th of both are a pair.</summary>
    /// <param name="before">Times of the baseline in seconds.</param>
    /// <param name="after">As many times of the current run.</param>
    /// <param name="options">Threshold and level.</param>
    public static TimeComparison InTurn(IReadOnlyList<double> before, IReadOnlyList<double> after, ComparisonOptions options)
    {
        TimeComparison result = Medians(before, after) with { InTurn = true };
        double level = options.InTurnSignificanceLevel;
        if (PairedShift.Of(before, after, level) is not var (shift, interval))
            return result with { Verdict = Verdict.TooFewSamples, NeededCount = PairedShift.NeededCount(level) };
        Interval likely = PairedShift.Of(before, after, LikelyTail)?.Interval ?? interval;
        return result with { Verdict = Decide(interval, likely, options.TimeThreshold), Shift = shift, ShiftInterval = interval };
    }

    /// <summary>Judges times that were measured at different times: the median of each process is one sample.</summary>
    /// <param name="before">Times of each process of the baseline in seconds.</param>
    /// <param name="after">Times of each process of the current run.</param>
    /// <param name="options">Threshold and level.</param>
    /// <param name="spread">Spread between processes over all cases.</param>
    public static TimeComparison Apart(IReadOnlyList<IReadOnlyList<double>> before, IReadOnlyList<IReadOnlyList<double>> after, ComparisonOptions options, ProcessSpread spread)
    {
        TimeComparison result = Medians([.. before.SelectMany(p => p)], [.. after.SelectMany(p => p)]) with
        {
            Verdict = Verdict.TooNoisy,
            BaselineProcesses = before.Count,
            CurrentProcesses = after.Count,
        };
        return ProcessShift.Of(before, after, options.SignificanceLevel, spread, options.MachineDrift) is not { } shift ? result : result with
        {
            Verdict = Decide(shift.Interval, shift.Likely, options.TimeThreshold),
            Shift = shift.Shift,
            ShiftInterval = shift.Interval,
            Detectable = Math.Max(shift.Detectable, options.TimeThreshold),
        };
    }

    /// <summary>The reason that the times of a case cannot be used; <see langword="null"/> if they can.</summary>
    public static string? Fault(CaseResult item)
    {
        IReadOnlyList<double> times = item.IterationTimesSeconds;
        if (times.Count == 0)
            return "has no times";
        int wrong = times.ToList().FindIndex(t => !(t > 0 && t < double.MaxValue));
        if (wrong >= 0)
            return string.Create(CultureInfo.InvariantCulture, $"has a time of {Figures.Number(times[wrong])} s (iteration {wrong + 1})");
        return item.IterationsPerProcess is { } counts && (counts.Any(c => c < 1) || counts.Sum(c => (long)c) != times.Count)
            ? $"has {Figures.Count(times.Count, "time")}, but its processes [{string.Join(", ", counts)}]"
            : null;
    }

    private static TimeComparison Medians(IReadOnlyList<double> before, IReadOnlyList<double> after) => new()
    {
        Verdict = Verdict.NotMeasured,
        BaselineCount = before.Count,
        CurrentCount = after.Count,
        BaselineMedianSeconds = TimeStatistics.Of(before)?.Median,
        CurrentMedianSeconds = TimeStatistics.Of(after)?.Median,
    };

    // A ratio and its inverse must be judged alike: 5% slower one way is 1/1.05 the other way.
    private static Verdict Decide(Interval interval, Interval likely, double limit)
    {
        double fasterLimit = (1 / (1 + limit)) - 1;
        return interval.Low > 0 && likely.High >= limit ? Verdict.Regressed
            : interval.High < 0 && likely.Low <= fasterLimit ? Verdict.Improved
            : interval.Low > fasterLimit && interval.High < limit ? Verdict.Same
            : Verdict.TooNoisy;
    }
}
