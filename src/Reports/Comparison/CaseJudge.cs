using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>Judges one case of two runs.</summary>
internal static class CaseJudge
{
    /// <summary>Judges a case.</summary>
    /// <param name="before">Case in the baseline.</param>
    /// <param name="after">Case in the current run.</param>
    /// <param name="options">Thresholds from which a difference counts as a change.</param>
    /// <param name="inTurn">True if the two were measured in turn, an iteration of one after an iteration of the other.</param>
    /// <param name="spread">Spread between processes over all cases, for runs that were not measured in turn.</param>
    public static CaseComparison Judge(CaseResult before, CaseResult after, ComparisonOptions options, bool inTurn, ProcessSpread spread)
    {
        List<ComparisonHole> holes = [];
        CaseComparison result = new()
        {
            Key = after.Key,
            Name = Name(after),
            Status = Status(before, after, Add),
            StatusText = before.Status == after.Status && after.Status == CaseStatus.Ok ? null : StatusText(before, after),
            Time = new TimeComparison { Verdict = Verdict.NotMeasured, InTurn = inTurn, BaselineCount = 0, CurrentCount = 0 },
            Memory = new FigureComparison { Verdict = Verdict.NotMeasured, Limit = options.MemoryThreshold },
            Accuracy = new FigureComparison { Verdict = Verdict.NotMeasured, Limit = options.MapThreshold },
            Holes = holes,
        };
        return !AreOk(before, after) ? result : result with
        {
            Time = Time(before, after, options, inTurn, spread, Add),
            Memory = FigureJudge.Memory(before.PeakAllocatedBytes, after.PeakAllocatedBytes, options, Add),
            Accuracy = FigureJudge.Accuracy(before.Accuracy, after.Accuracy, options, Add),
        };

        void Add(ComparisonSide side, string reason) => holes.Add(new ComparisonHole { Case = after.Key, Side = side, Reason = reason });
    }

    /// <summary>The spread between the processes of a case, over all cases that both runs have times of.</summary>
    public static ProcessSpread Spread(IEnumerable<(CaseResult Before, CaseResult After)> cases) => ProcessSpread.Of(cases
        .Where(c => AreOk(c.Before, c.After) && TimeJudge.Fault(c.Before) is null && TimeJudge.Fault(c.After) is null)
        .Select(c => (c.Before.Processes, c.After.Processes)));

    private static bool AreOk(CaseResult before, CaseResult after) => before.Status == CaseStatus.Ok && after.Status == CaseStatus.Ok;

    // Out of memory is an outcome of its own, better than none and worse than ok. What failed in the baseline was never
    // measured, so that nothing can be said of the current run; and a failure instead of an OOM may be anything.
    private static Verdict Status(CaseResult before, CaseResult after, Action<ComparisonSide, string> holes)
    {
        bool failedBefore = before.Status == CaseStatus.Failed, failsNow = after.Status == CaseStatus.Failed;
        if (failedBefore && failsNow)
            holes(ComparisonSide.Both, Failed(after));
        else if (failedBefore)
            holes(ComparisonSide.Baseline, Failed(before));
        else if (failsNow && before.Status != CaseStatus.Ok)
            holes(ComparisonSide.Current, Failed(after));
        else if (before.Status != after.Status)
            return before.Status == CaseStatus.Ok ? Verdict.Regressed : Verdict.Improved;
        else
            return Verdict.Same;
        return Verdict.NotMeasured;
    }

    private static string Failed(CaseResult item) => item.Message is null ? "failed" : $"failed: {item.Message}";

    private static TimeComparison Time(CaseResult before, CaseResult after, ComparisonOptions options, bool inTurn, ProcessSpread spread, Action<ComparisonSide, string> holes)
    {
        IReadOnlyList<double> x = before.IterationTimesSeconds, y = after.IterationTimesSeconds;
        string? faultBefore = TimeJudge.Fault(before), faultAfter = TimeJudge.Fault(after);
        if (faultBefore is not null)
            holes(ComparisonSide.Baseline, faultBefore);
        if (faultAfter is not null)
            holes(ComparisonSide.Current, faultAfter);
        bool usable = faultBefore is null && faultAfter is null;
        if (usable && inTurn && x.Count != y.Count)
        {
            holes(ComparisonSide.Both, string.Create(CultureInfo.InvariantCulture, $"{x.Count} and {y.Count} times of runs in turn are no pairs"));
            usable = false;
        }

        return !usable ? new TimeComparison { Verdict = Verdict.NotMeasured, InTurn = inTurn, BaselineCount = x.Count, CurrentCount = y.Count }
            : inTurn ? TimeJudge.InTurn(x, y, options)
            : TimeJudge.Apart(before.Processes, after.Processes, options, spread);
    }

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
