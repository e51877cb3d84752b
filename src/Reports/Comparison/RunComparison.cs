using System.Text.Json.Serialization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>
/// Two runs compared case by case: a regression gate. Times are judged by statistical tests, memory and mAP by thresholds; an undecided
/// case is reported as such and never as "same".
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

    /// <summary>Things that should have been judged and could not be: a gate that passed over it would be no gate.</summary>
    public IReadOnlyList<ComparisonHole> Holes { get; init; } = [];

    /// <summary>1 if anything regressed, which no hole hides; else 2 if there is a hole or the runs are not comparable; else 0.</summary>
    public int ExitCode => Cases.Any(c => c.Regressed) ? 1 : NotComparable is not null || Holes.Count > 0 ? 2 : 0;

    /// <summary>The outcome in one sentence.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            if (NotComparable is not null)
                return "Not comparable: " + NotComparable;
            int regressed = Cases.Count(c => c.Regressed);
            int undecided = Cases.Count(c => !c.Regressed && c.IsUndecided);
            string judged = Figures.Count(Cases.Count(c => c.IsCompared), "case") + " compared";
            string open = undecided == 0 ? "" : $"; {undecided} undecided";
            string missing = Holes.Count == 0 ? "" : $"; {Figures.Count(Holes.Count, "hole")}";
            string found = regressed > 0 ? $"{Figures.Count(regressed, "case")} regressed" : Holes.Count > 0 ? "Incomplete" : "No regression";
            return $"{found}: {judged}{open}{missing}.";
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
        string[] gone = [.. before.Keys.Where(k => !after.ContainsKey(k))];
        string? obstacle = blocking.Length > 0 && !options.Force ? string.Join("; ", blocking) + ". Use --force to compare all the same."
            : shared.Length == 0 ? "the runs have no case in common."
            : ComparisonNotes.AreOneRun(baseline, current) ? "both are the same run."
            : null;

        bool inTurn = baseline.InTurnWith == current.RunId && current.InTurnWith == baseline.RunId;
        ProcessSpread spread = CaseJudge.Spread(common.Select(key => (before[key], after[key])));
        CaseComparison[] cases = obstacle is null ? [.. common.Select(key => CaseJudge.Judge(before[key], after[key], options, inTurn, spread))] : [];
        ComparisonHole[] holes = obstacle is not null ? [] :
        [
            .. Twice(baseline, ComparisonSide.Baseline),
            .. Twice(current, ComparisonSide.Current),
            .. shared.Except(common).Select(key => HoleOfScheme(before[key], after[key])),
            .. gone.Where(_ => !options.AllowMissing).Select(key => Hole(key, ComparisonSide.Current, "does not have this case")),
            .. cases.SelectMany(c => c.Holes),
        ];
        if (obstacle is null && holes.Length == 0 && !cases.Any(c => c.IsCompared))
            obstacle = "no case was measured to the end in either run.";
        return new RunComparison
        {
            Baseline = baseline.Label,
            Current = current.Label,
            InTurn = inTurn,
            Options = options,
            Differences = differences,
            Cases = cases,
            Missing = gone,
            Added = [.. after.Keys.Where(k => !before.ContainsKey(k))],
            NotComparable = obstacle,
            Holes = holes,
            Notes = [.. ComparisonNotes.Of(baseline, current, cases, inTurn, options.MachineDrift)],
        };
    }

    // The scheme of a user's file may have been changed under its id.
    private static bool IsSameScheme(CaseResult before, CaseResult after) =>
        before.Scheme is null || after.Scheme is null || before.Scheme.IsMadeAs(after.Scheme);

    private static ComparisonHole HoleOfScheme(CaseResult before, CaseResult after) => Hole(
        after.Key, ComparisonSide.Both, $"have {after.SchemeId} made of different parts: in the baseline it is {before.Scheme!.Summary}, now {after.Scheme!.Summary}");

    private static IEnumerable<ComparisonHole> Twice(BenchmarkRun run, ComparisonSide side) => run.Cases
        .GroupBy(c => c.Key, StringComparer.Ordinal)
        .Where(g => g.Skip(1).Any())
        .Select(g => Hole(g.Key, side, "has this case more than once; only the first was compared"));

    private static ComparisonHole Hole(string key, ComparisonSide side, string reason) => new() { Case = key, Side = side, Reason = reason };

    private static Dictionary<string, CaseResult> Index(BenchmarkRun run)
    {
        Dictionary<string, CaseResult> index = new(StringComparer.Ordinal);
        foreach (CaseResult item in run.Cases)
            index.TryAdd(item.Key, item);
        return index;
    }
}
