using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>Notes that a reader should know about two runs before trusting the verdicts.</summary>
internal static class ComparisonNotes
{
    /// <summary>Returns true if both are the same run: the same name, and every measurement is the same.</summary>
    public static bool AreOneRun(BenchmarkRun baseline, BenchmarkRun current) =>
        ReferenceEquals(baseline, current)
        || (baseline.RunId == current.RunId && baseline.StartedUtc == current.StartedUtc && baseline.Cases.Count == current.Cases.Count
            && baseline.Cases.Zip(current.Cases).All(pair => IsSame(pair.First, pair.Second)));

    /// <summary>The notes.</summary>
    public static IEnumerable<string> Of(BenchmarkRun baseline, BenchmarkRun current, CaseComparison[] cases, bool inTurn, double drift)
    {
        if (!inTurn)
        {
            foreach (BenchmarkRun run in new[] { baseline, current }.Where(r => r.InTurnWith is not null))
                yield return $"{run.RunId} was measured in turn with {run.InTurnWith}, not with the other run here: the two are compared as runs of different times.";
        }

        double[] shifts = [.. cases.Select(c => c.Time.Shift).OfType<double>()];
        bool slower = cases.Any(c => c.Time.Verdict == Verdict.Regressed);
        if (slower && shifts.Length >= 4 && shifts.Min() > 0.02 && shifts.Max() - shifts.Min() < 0.05)
            yield return $"All cases are slower by about the same ({Figures.Change(shifts.Min())} to {Figures.Change(shifts.Max())}). A busier machine looks like this too.";
        if (slower && !inTurn)
            yield return $"The runs were measured one after the other: the machine may have been slower by more than the {Figures.Percent(drift)} that are allowed for. './bench.sh versus COMMIT' measures two versions in turn.";
        if (!inTurn && cases.Any(c => c.Time is { BaselineProcesses: 1 } or { CurrentProcesses: 1 }))
            yield return "One process says nothing of how much the next one of the same code differs, so times of such a run are never called slower or faster. Measure with several processes, or use './bench.sh versus COMMIT'.";

        if (current.Environment.CommitDirty == true)
            yield return "The current run was made from sources that differ from their commit.";
    }

    private static bool IsSame(CaseResult a, CaseResult b) =>
        a.Key == b.Key && a.Status == b.Status && a.PeakAllocatedBytes == b.PeakAllocatedBytes && a.Accuracy?.Map50 == b.Accuracy?.Map50
        && a.IterationTimesSeconds.SequenceEqual(b.IterationTimesSeconds);
}
