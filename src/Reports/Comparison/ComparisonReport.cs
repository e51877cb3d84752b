using System.Globalization;
using System.Text;
using Reports.Json;
using Reports.Model;
using Reports.Tables;

namespace Reports.Comparison;

/// <summary>A comparison for people (text), for pull requests (Markdown) and for programs (JSON).</summary>
public static class ComparisonReport
{
    /// <summary>The comparison as JSON.</summary>
    public static string ToJson(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return JsonDocumentFile.Serialize(comparison);
    }

    /// <summary>Writes the JSON; the target appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteJson(RunComparison comparison, string path) => AtomicFile.WriteText(path, ToJson(comparison), createFolder: true);

    /// <summary>Writes the Markdown; the target appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteMarkdown(RunComparison comparison, string path) => AtomicFile.WriteText(path, ToMarkdown(comparison), createFolder: true);

    /// <summary>The comparison as plain text for a terminal.</summary>
    public static string ToText(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Baseline  {comparison.Baseline}\nCurrent   {comparison.Current}\n\n");
        if (comparison.Cases.Count > 0)
            text.Append(TextTable.Render(ToTable(comparison))).Append('\n');
        foreach (string line in Lines(comparison))
            text.Append(line).Append('\n');
        return text.Append(comparison.Summary).Append('\n').ToString();
    }

    /// <summary>The comparison as Markdown.</summary>
    public static string ToMarkdown(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        StringBuilder text = new();
        string mark = comparison.ExitCode switch { 0 => "✅", 1 => "❌", _ => "⚠️" };
        text.Append(CultureInfo.InvariantCulture, $"## {mark} {MarkdownTable.Escape(comparison.Summary)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Baseline {MarkdownTable.Escape(comparison.Baseline)}, current {MarkdownTable.Escape(comparison.Current)}.\n\n");
        if (comparison.Cases.Count > 0)
            text.Append(MarkdownTable.Render(ToTable(comparison))).Append('\n');
        foreach (string line in Lines(comparison))
            text.Append("- ").Append(MarkdownTable.Escape(line)).Append('\n');
        return text.ToString();
    }

    /// <summary>The cases as a table with arrows.</summary>
    public static Table ToTable(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new TableBuilder<CaseComparison>(comparison.Cases)
            .Text("Case", c => c.Name, keep: true)
            .Number("Baseline", "ms", c => c.Time.BaselineMedianSeconds * 1000, "Median of the baseline.")
            .Number("Current", "ms", c => c.Time.CurrentMedianSeconds * 1000, "Median of the current run.")
            .Cells(new TableColumn { Title = "Shift", Numeric = true, Help = $"{(comparison.InTurn ? "Hodges-Lehmann estimate" : "Ratio of the processes' medians")} with its {Certainty(comparison)} interval." }, Shift)
            .Cells(new TableColumn { Title = "Time" }, c => new TableCell(TimeWord(c.Time, comparison.Options.TimeThreshold), Tone: Tone(c.Time.Verdict)), keep: true)
            .Cells(new TableColumn { Title = "Memory", Numeric = true }, c => Figure(c.Memory, MemoryWord(c.Memory)))
            .Cells(new TableColumn { Title = "mAP@0.5", Numeric = true }, c => Figure(c.Accuracy, MapWord(c.Accuracy)))
            .Cells(new TableColumn { Title = "Status" }, c => new TableCell(c.StatusText ?? "", Tone: Tone(c.Status)))
            .Build("comparison", "Differences from the baseline", Caption(comparison));
    }

    private static string Caption(RunComparison comparison) =>
        $"Against {comparison.Baseline}{(comparison.InTurn ? ", measured in turn and compared iteration by iteration" : ", process by process")}. Slower or faster: the {Certainty(comparison)} interval of the shift excludes no change, and its likely values (30%) reach the threshold of {Figures.Percent(comparison.Options.TimeThreshold)}. Same: the whole interval lies within the threshold.{(comparison.InTurn ? "" : $" Up to {Figures.Percent(comparison.Options.MachineDrift)} on either side are left to the machine, which may be slower at another time.")}";

    private static string Certainty(RunComparison comparison) =>
        Figures.Percent(1 - (2 * (comparison.InTurn ? comparison.Options.InTurnSignificanceLevel : comparison.Options.SignificanceLevel)));

    /// <summary>Lines beside the table: differing fields, holes, missing and new cases, notes.</summary>
    internal static IEnumerable<string> Lines(RunComparison comparison)
    {
        foreach (FieldDifference difference in comparison.Differences)
        {
            string weight = difference.Blocking ? comparison.Options.Force ? " (compared by force)" : " (prevents a comparison)" : " (only mentioned)";
            yield return $"Differs: {difference.Field}: {difference.Baseline} -> {difference.Current}{weight}";
        }

        foreach (ComparisonHole hole in comparison.Holes)
            yield return $"Hole: {hole}";
        foreach (string key in comparison.Missing)
            yield return $"Missing now: {key}";
        foreach (string key in comparison.Added)
            yield return $"New, without a baseline: {key}";
        foreach (string note in comparison.Notes)
            yield return $"Note: {note}";
    }

    private static TableCell Shift(CaseComparison item) => item.Time is { Shift: double shift, ShiftInterval: Interval interval }
        ? new TableCell($"{Figures.Change(shift)} [{Figures.Change(interval.Low)}, {Figures.Change(interval.High)}]", shift)
        : TableCell.Empty;

    private static string TimeWord(TimeComparison time, double threshold) => time.Verdict switch
    {
        Verdict.Regressed => "▲ slower",
        Verdict.Improved => "▼ faster",
        Verdict.Same => "= same",
        Verdict.TooNoisy => TooNoisy(time, threshold),
        Verdict.TooFewSamples => string.Create(CultureInfo.InvariantCulture, $"? too few samples ({time.BaselineCount} and {time.CurrentCount}; {time.NeededCount} each are needed)"),
        _ => "",
    };

    private static string TooNoisy(TimeComparison time, double threshold)
    {
        string text = $"? too noisy to tell at {Figures.Percent(threshold)}";
        return time.InTurn ? text
            : time.Detectable is double detectable ? $"{text}, only from {Figures.Percent(detectable)} on: use versus"
            : string.Create(CultureInfo.InvariantCulture, $"{text} ({time.BaselineProcesses} and {time.CurrentProcesses} processes): use versus");
    }

    private static TableCell Figure(FigureComparison figure, string text) =>
        figure.Change is double change ? new TableCell(text, change, Tone(figure.Verdict))
        : figure.Verdict == Verdict.Regressed ? new TableCell($"was {Figures.Fixed(figure.Baseline ?? 0, 3)}, is no number now", Tone: Tone(figure.Verdict))
        : TableCell.Empty;

    private static string MemoryWord(FigureComparison memory) => Arrow(memory.Verdict, up: Verdict.Regressed) + Figures.Change(memory.Change ?? 0, 2);

    private static string MapWord(FigureComparison map) =>
        Arrow(map.Verdict, up: Verdict.Improved) + (map.Change >= 0 ? "+" : "") + Figures.Fixed(map.Change ?? 0, 3);

    private static string Arrow(Verdict verdict, Verdict up) => verdict == up ? "▲ " : verdict is Verdict.Regressed or Verdict.Improved ? "▼ " : "= ";

    private static CellTone Tone(Verdict verdict) => verdict switch
    {
        Verdict.Regressed => CellTone.Bad,
        Verdict.Improved => CellTone.Good,
        Verdict.TooNoisy or Verdict.TooFewSamples => CellTone.Warning,
        Verdict.Same => CellTone.Muted,
        _ => CellTone.Plain,
    };
}
