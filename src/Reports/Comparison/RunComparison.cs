using System.Text.Json.Serialization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>
/// Two runs compared case by case: a regression gate. Times are judged by their raw measurements, memory and mAP by
/// thresholds; an undecided case is reported as such and never as "same".
/// </summary>
public sealed record RunComparison
{
    /// <summary>The schema of the JSON form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Name of the baseline run.</summary>
    public required string Baseline { get; init; }

    /// <summary>Name of the current run.</summary>
    public required string Current { get; init; }

    /// <summary>True if the runs were measured in turn, an iteration of one after an iteration of the other.</summary>
    public bool InTurn { get; init; }

    /// <summary>Thresholds from which a difference counted as a change.</summary>
    public required ComparisonOptions Options { get; init; }

    /// <summary>Fields in which the surroundings differ.</summary>
    public required IReadOnlyList<FieldDifference> Differences { get; init; }

    /// <summary>The cases that both runs have; none if the runs are not comparable.</summary>
    public required IReadOnlyList<CaseComparison> Cases { get; init; }

    /// <summary>Cases of the baseline that the current run lacks.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Cases of the current run that the baseline lacks.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>Reason that the runs are not comparable; <see langword="null"/> if they are.</summary>
    public string? NotComparable { get; init; }

    /// <summary>Notes that a reader should know before trusting the verdicts.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>0 fine, 1 a regression, 2 not comparable.</summary>
    public int ExitCode => NotComparable is not null ? 2 : Cases.Any(c => c.Regressed) ? 1 : 0;

    /// <summary>The outcome in one sentence.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            if (NotComparable is not null)
                return "Not comparable: " + NotComparable;
            int regressed = Cases.Count(c => c.Regressed);
            int undecided = Cases.Count(c => !c.Regressed && c.Time.Verdict is Verdict.TooNoisy or Verdict.TooFewSamples);
            string judged = Figures.Count(Cases.Count, "case") + " compared";
            string open = undecided == 0 ? "" : $"; {undecided} undecided";
            return regressed == 0 ? $"No regression: {judged}{open}." : $"{Figures.Count(regressed, "case")} regressed: {judged}{open}.";
        }
    }

    /// <summary>Compares two runs.</summary>
    /// <exception cref="InvalidInputException">The options are not usable.</exception>
    public static RunComparison Compare(BenchmarkRun baseline, BenchmarkRun current, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        options = (options ?? new ComparisonOptions()).Validated();

        Dictionary<string, CaseResult> before = Index(baseline);
        Dictionary<string, CaseResult> after = Index(current);
        IReadOnlyList<FieldDifference> differences = Comparability.Differences(baseline, current);
        string[] blocking = [.. differences.Where(d => d.Blocking).Select(d => $"{d.Field} is {d.Baseline} in the baseline and {d.Current} now")];
        string[] shared = [.. before.Keys.Where(after.ContainsKey)];
        string[] common = [.. shared.Where(key => IsSameScheme(before[key], after[key]))];
        string? obstacle = blocking.Length > 0 && !options.Force ? string.Join("; ", blocking) + ". Use --force to compare all the same."
            : common.Length == 0 ? "the runs have no case in common."
            : null;

        bool inTurn = baseline.InTurnWith == current.RunId && current.InTurnWith == baseline.RunId;
        CaseComparison[] cases = obstacle is null ? [.. common.Select(key => CaseJudge.Judge(before[key], after[key], options, inTurn))] : [];
        return new RunComparison
        {
            Baseline = baseline.Label,
            Current = current.Label,
            InTurn = inTurn,
            Options = options,
            Differences = differences,
            Cases = cases,
            Missing = [.. before.Keys.Where(k => !after.ContainsKey(k))],
            Added = [.. after.Keys.Where(k => !before.ContainsKey(k))],
            NotComparable = obstacle,
            Notes = [.. shared.Except(common).Select(key => NoteOnScheme(before[key], after[key])), .. NotesOn(current, cases, inTurn)],
        };
    }

    // The scheme of a user's file may have been changed under its id.
    private static bool IsSameScheme(CaseResult before, CaseResult after) =>
        before.Scheme is null || after.Scheme is null || before.Scheme.IsMadeAs(after.Scheme);

    private static string NoteOnScheme(CaseResult before, CaseResult after) =>
        $"{after.Key} is not compared: in the baseline {after.SchemeId} is {before.Scheme!.Summary}, now it is {after.Scheme!.Summary}.";

    private static IEnumerable<string> NotesOn(BenchmarkRun current, CaseComparison[] cases, bool inTurn)
    {
        double[] shifts = [.. cases.Select(c => c.Time.Shift).OfType<double>()];
        bool slower = cases.Any(c => c.Time.Verdict == Verdict.Regressed);
        if (slower && shifts.Length >= 4 && shifts.Min() > 0.02 && shifts.Max() - shifts.Min() < 0.05)
            yield return $"All cases are slower by about the same ({Figures.Change(shifts.Min())} to {Figures.Change(shifts.Max())}). A busier machine looks like this too.";
        if (slower && !inTurn)
            yield return "The runs were measured one after the other: what the machine did in between is in the shift and not in its interval. './bench.sh versus COMMIT' measures two versions in turn.";

        if (current.Environment.CommitDirty == true)
            yield return "The current run was made from sources that differ from their commit.";
    }

    private static Dictionary<string, CaseResult> Index(BenchmarkRun run)
    {
        Dictionary<string, CaseResult> index = new(StringComparer.Ordinal);
        foreach (CaseResult item in run.Cases)
            index.TryAdd(item.Key, item);
        return index;
    }
}
