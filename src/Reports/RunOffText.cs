using Reports.Model;
using Reports.Tables;

namespace Reports;

/// <summary>A run-off in words.</summary>
internal static class RunOffText
{
    /// <summary>Sentences on the cases that the run-off compared, for the one that is recommended.</summary>
    /// <param name="runOff">The run-off.</param>
    /// <param name="choice">The recommended case: the fastest one, or one that is as fast and needs less memory.</param>
    /// <param name="fastest">The fastest case.</param>
    /// <param name="rows">All cases of the run.</param>
    public static IEnumerable<string> Of(RunOff runOff, CaseRow choice, CaseRow fastest, IReadOnlyList<CaseRow> rows)
    {
        string how = $"run-off: {Figures.Count(runOff.Steps, "step")} of each in turn, over {Figures.Count(runOff.Processes, "fresh process", "fresh processes")} of each";
        string[] slower = [.. runOff.Others.Where(other => other.Verdict == RunOffVerdict.Slower).Select(other => $"{Name(other.Case)} takes {Change(other)} more time per image")];
        string[] equal = Names(RunOffVerdict.Equal);
        string[] open = Names(RunOffVerdict.Open);
        if (slower.Length > 0)
            yield return $"{(ReferenceEquals(choice, fastest) ? "Against it" : $"Against {fastest.Name}")}, {string.Join("; ", slower)} ({how}).";
        if (equal.Length > 0)
            yield return $"Equal within {Figures.Percent(RunOffJudge.Equality, 0)}: {string.Join("; ", [fastest.Name, .. equal])} ({how}).";
        if (open.Length > 0)
            yield return $"Too close to tell from {fastest.Name}: {string.Join("; ", runOff.Others.Where(other => other.Verdict == RunOffVerdict.Open).Select(other => $"{Name(other.Case)}, {Change(other)}"))} ({how}).";
        if (equal.Length + open.Length > 0)
            yield return $"Of those {choice.Name} needs the least memory.";

        string[] Names(RunOffVerdict verdict) => [.. runOff.Others.Where(other => other.Verdict == verdict).Select(other => Name(other.Case))];

        string Name(string key) => rows.FirstOrDefault(row => row.Case.Key == key)?.Name ?? key;
    }

    private static string Change(RunOffPair pair) => $"{Figures.Percent(pair.Slower, 0)} [{Figures.Percent(pair.Interval.Low, 0)}, {Figures.Percent(pair.Interval.High, 0)}]";
}
