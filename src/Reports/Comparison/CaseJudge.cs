using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>Judges one case of two runs.</summary>
internal static class CaseJudge
{
    // The likely values of a shift: its 30% interval, which is not much more than the estimate itself.
    private const double LikelyTail = 0.35;

    // A change of exactly the threshold does not count, whatever its last bit says.
    private const double Rounding = 1e-12;

    /// <summary>Judges a case.</summary>
    /// <param name="before">Case in the baseline.</param>
    /// <param name="after">Case in the current run.</param>
    /// <param name="options">Thresholds from which a difference counts as a change.</param>
    /// <param name="inTurn">True if the two were measured in turn, an iteration of one after an iteration of the other.</param>
    public static CaseComparison Judge(CaseResult before, CaseResult after, ComparisonOptions options, bool inTurn)
    {
        bool both = before.Status == CaseStatus.Ok && after.Status == CaseStatus.Ok;
        return new CaseComparison
        {
            Key = after.Key,
            Name = Name(after),
            Status = before.Status == after.Status ? Verdict.Same
                : before.Status == CaseStatus.Ok ? Verdict.Regressed
                : after.Status == CaseStatus.Ok ? Verdict.Improved
                : Verdict.Same,
            StatusText = before.Status == after.Status && after.Status == CaseStatus.Ok ? null : StatusText(before, after),
            Time = Time(both ? before.IterationTimesSeconds : [], both ? after.IterationTimesSeconds : [], options, inTurn),
            Memory = Memory(both ? before.PeakAllocatedBytes : null, both ? after.PeakAllocatedBytes : null, options.MemoryThreshold),
            Accuracy = Accuracy(both ? before.Accuracy : null, both ? after.Accuracy : null, options.MapThreshold),
        };
    }

    /// <summary>
    /// Slower (faster): the interval of the shift excludes no change, and the narrower interval of its likely values
    /// reaches the threshold. Same: the whole interval lies within the threshold, which is an equivalence test by two
    /// one-sided rank tests (Mann-Whitney's, or Wilcoxon's for times in turn). Otherwise the measurements are too noisy to
    /// tell.
    /// </summary>
    /// <remarks>
    /// Requiring the whole interval to lie beyond the threshold would be stricter, but would find a true slow-down of 7%
    /// less than half of the time. The levels are those at which the rates in docs/regression-gate.md were measured.
    /// </remarks>
    public static TimeComparison Time(IReadOnlyList<double> before, IReadOnlyList<double> after, ComparisonOptions options, bool inTurn)
    {
        inTurn &= before.Count == after.Count;
        TimeComparison result = new()
        {
            Verdict = Verdict.NotMeasured,
            InTurn = inTurn,
            BaselineCount = before.Count,
            CurrentCount = after.Count,
            BaselineMedianSeconds = TimeStatistics.Of(before)?.Median,
            CurrentMedianSeconds = TimeStatistics.Of(after)?.Median,
        };
        if (before.Count == 0 || after.Count == 0)
            return result;
        double level = inTurn ? options.InTurnSignificanceLevel : options.SignificanceLevel;
        if (Shift(level) is not var (shift, interval))
            return result with { Verdict = Verdict.TooFewSamples, NeededCount = inTurn ? PairedShift.NeededCount(level) : RelativeShift.NeededCount(level) };

        // A ratio and its inverse must be judged alike: 5% slower one way is 1/1.05 the other way.
        double limit = options.TimeThreshold;
        double fasterLimit = (1 / (1 + limit)) - 1;
        Interval likely = Shift(LikelyTail)?.Interval ?? interval;
        Verdict verdict = interval.Low > 0 && likely.High >= limit ? Verdict.Regressed
            : interval.High < 0 && likely.Low <= fasterLimit ? Verdict.Improved
            : interval.Low > fasterLimit && interval.High < limit ? Verdict.Same
            : Verdict.TooNoisy;
        return result with { Verdict = verdict, Shift = shift, ShiftInterval = interval };

        (double Shift, Interval Interval)? Shift(double alpha) => inTurn ? PairedShift.Of(before, after, alpha) : RelativeShift.Of(before, after, alpha);
    }

    private static FigureComparison Memory(double? before, double? after, double threshold)
    {
        if (before is not > 0 || after is not double now)
            return new FigureComparison { Verdict = Verdict.NotMeasured, Baseline = before, Current = after, Limit = threshold };
        double change = (now / before.Value) - 1;
        return new FigureComparison
        {
            Verdict = change > threshold + Rounding ? Verdict.Regressed : change < -threshold - Rounding ? Verdict.Improved : Verdict.Same,
            Baseline = before,
            Current = after,
            Change = change,
            Limit = threshold,
        };
    }

    private static FigureComparison Accuracy(AccuracyResult? before, AccuracyResult? after, double threshold)
    {
        double limit = Math.Max(threshold, Math.Max(Width(before?.Map50Spread), Width(after?.Map50Spread)));
        if (before is null || after is null || !double.IsFinite(before.Map50) || !double.IsFinite(after.Map50))
            return new FigureComparison { Verdict = Verdict.NotMeasured, Baseline = before?.Map50, Current = after?.Map50, Limit = limit };
        double change = after.Map50 - before.Map50;
        return new FigureComparison
        {
            Verdict = change < -limit - Rounding ? Verdict.Regressed : change > limit + Rounding ? Verdict.Improved : Verdict.Same,
            Baseline = before.Map50,
            Current = after.Map50,
            Change = change,
            Limit = limit,
        };
    }

    private static double Width(Interval? spread) => spread is null ? 0 : spread.High - spread.Low;

    private static string StatusText(CaseResult before, CaseResult after) => before.Status == after.Status
        ? CaseTable.StatusText(after)
        : $"was {CaseTable.StatusText(before.Status)}, now {CaseTable.StatusText(after)}";

    private static string Name(CaseResult item)
    {
        string name = item.BatchSize is int batch
            ? string.Create(CultureInfo.InvariantCulture, $"{item.SchemeId}, batch {batch}")
            : item.SchemeId;
        return item.Parameters is { Count: > 0 } p ? $"{name}, {string.Join(", ", p.Select(x => $"{x.Key} {x.Value}"))}" : name;
    }
}
