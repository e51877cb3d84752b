using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>Judges the figures that have a plain threshold: peak memory and mAP.</summary>
internal static class FigureJudge
{
    // A change of exactly the threshold does not count, whatever its last bit says.
    private const double Rounding = 1e-12;

    /// <summary>Judges the peak of allocated bytes by its relative change.</summary>
    /// <param name="before">Peak in the baseline.</param>
    /// <param name="after">Peak in the current run.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="holes">Receives what cannot be judged.</param>
    public static FigureComparison Memory(long? before, long? after, ComparisonOptions options, Action<ComparisonSide, string> holes)
    {
        FigureComparison result = new() { Verdict = Verdict.NotMeasured, Baseline = before, Current = after, Limit = options.MemoryThreshold };
        if (before <= 0)
            holes(ComparisonSide.Baseline, $"has a peak memory of {before} bytes");
        if (after <= 0)
            holes(ComparisonSide.Current, $"has a peak memory of {after} bytes");
        if (after is null && before is not null && !options.AllowMissing)
            holes(ComparisonSide.Current, "has no peak memory, the baseline has");
        if (before is not > 0 || after is not > 0)
            return result;
        double change = ((double)after.Value / before.Value) - 1;
        return result with { Verdict = ByThreshold(change, options.MemoryThreshold), Change = change };
    }

    /// <summary>
    /// Judges mAP@0.5 by its absolute change. An mAP that was a number and is none any more is worse: the training has
    /// diverged.
    /// </summary>
    /// <param name="before">Accuracy in the baseline.</param>
    /// <param name="after">Accuracy in the current run.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="holes">Receives what cannot be judged.</param>
    public static FigureComparison Accuracy(AccuracyResult? before, AccuracyResult? after, ComparisonOptions options, Action<ComparisonSide, string> holes)
    {
        double? was = Map(before), now = Map(after);
        double limit = Math.Max(options.MapThreshold, Math.Max(Width(before), Width(after)));
        FigureComparison result = new() { Verdict = Verdict.NotMeasured, Baseline = was, Current = now, Limit = limit };
        if (was is not null && !IsShare(was.Value))
            holes(ComparisonSide.Baseline, $"has an mAP of {Figures.Number(was.Value)}");
        if (now is not null && !IsShare(now.Value) && !(double.IsNaN(now.Value) && was is double number && IsShare(number)))
            holes(ComparisonSide.Current, $"has an mAP of {Figures.Number(now.Value)}");
        if (now is null && was is not null && !options.AllowMissing)
            holes(ComparisonSide.Current, "has no mAP, the baseline has");
        if (was is not double from || now is not double to || !IsShare(from))
            return result;
        if (double.IsNaN(to))
            return result with { Verdict = Verdict.Regressed };
        return IsShare(to) ? result with { Verdict = ByThreshold(from - to, limit), Change = to - from } : result;
    }

    private static Verdict ByThreshold(double worse, double limit) =>
        worse > limit + Rounding ? Verdict.Regressed : worse < -limit - Rounding ? Verdict.Improved : Verdict.Same;

    private static bool IsShare(double map) => map is >= 0 and <= 1;

    // A pass that is not a number makes the mean none either, whatever the file says.
    private static double? Map(AccuracyResult? accuracy) => accuracy?.Passes?.Any(p => double.IsNaN(p.Map50)) == true ? double.NaN : accuracy?.Map50;

    private static double Width(AccuracyResult? accuracy) =>
        accuracy?.Map50Spread is { } spread && double.IsFinite(spread.High - spread.Low) ? spread.High - spread.Low : 0;
}
