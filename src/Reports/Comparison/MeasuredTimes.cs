using Reports.Json;
using Reports.Model;

namespace Reports.Comparison;

/// <summary>Iteration times of unchanged code, measured in several runs: the input for simulating a gate's rates.</summary>
public sealed record MeasuredTimes
{
    /// <summary>The schema that this program writes, and the newest that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the file's schema; a reader refuses newer ones.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Origin of the times.</summary>
    public string? Description { get; init; }

    /// <summary>The cases.</summary>
    public required IReadOnlyList<MeasuredCase> Cases { get; init; }

    /// <summary>True if all times were measured in turn.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AreInTurn => Cases.All(c => c.Runs.All(r => r.InTurn is not null));

    /// <summary>
    /// Collects the times of cases of several runs of unchanged code; two runs in turn become one with pairs of times. A case
    /// that ran out of memory in every run is left out.
    /// </summary>
    /// <exception cref="InvalidInputException">A case has no usable times in one of the runs: rates of the rest would not be those of the runs.</exception>
    public static MeasuredTimes From(IReadOnlyList<BenchmarkRun> runs, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        string[] keys = [.. runs.SelectMany(r => r.Cases).Where(c => c.Status != CaseStatus.OutOfMemory).Select(c => c.Key).Distinct(StringComparer.Ordinal)];
        if (keys.Length == 0)
            throw new InvalidInputException("The runs have no case that was measured to the end.");
        List<MeasuredCase> cases = [];
        foreach (string key in keys)
        {
            List<MeasuredRun> measured = [];
            HashSet<string> partners = new(StringComparer.Ordinal);
            foreach (BenchmarkRun run in runs.Where(r => !partners.Contains(r.RunId)))
            {
                BenchmarkRun? partner = run.InTurnWith is null ? null : runs.FirstOrDefault(r => r.RunId == run.InTurnWith && r.InTurnWith == run.RunId);
                if (partner is not null)
                    partners.Add(partner.RunId);
                measured.Add(Of(key, run, partner));
            }

            cases.Add(new MeasuredCase { Case = key, Runs = measured });
        }

        return new MeasuredTimes { Description = description, Cases = cases };
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">The file is absent, incomplete, of a newer schema or holds no times.</exception>
    public static MeasuredTimes Read(string path)
    {
        MeasuredTimes times = JsonDocumentFile.Read<MeasuredTimes>(path, "set of measured times", CurrentSchemaVersion);
        if (times.Cases.Count == 0 || times.Cases.Any(c => c.Runs.Count == 0 || !c.Runs.All(IsUsable)))
            throw new InvalidInputException($"{path}: every case must have runs with positive, finite times, as many in turn as there are, and as many of all processes together.");
        if (!times.AreInTurn && times.Cases.Any(c => c.Runs.Any(r => r.InTurn is not null)))
            throw new InvalidInputException($"{path}: some of the times were measured in turn and some were not; their rates differ, so keep them in two files.");
        return times;
    }

    private static MeasuredRun Of(string key, BenchmarkRun run, BenchmarkRun? partner)
    {
        CaseResult item = Usable(key, run);
        IReadOnlyList<double>? inTurn = partner is null ? null : Usable(key, partner).IterationTimesSeconds;
        if (inTurn is not null && inTurn.Count != item.IterationTimesSeconds.Count)
            throw new InvalidInputException($"{key}: {item.IterationTimesSeconds.Count} times in {run.RunId} and {inTurn.Count} in {partner!.RunId}, which was measured in turn with it, are no pairs.");
        return new MeasuredRun { Seconds = item.IterationTimesSeconds, IterationsPerProcess = item.IterationsPerProcess, InTurn = inTurn };
    }

    private static CaseResult Usable(string key, BenchmarkRun run)
    {
        CaseResult? item = run.Cases.FirstOrDefault(c => c.Key == key);
        string? fault = item is null ? "does not have this case"
            : item.Status != CaseStatus.Ok ? $"has no times: {Tables.CaseTable.StatusText(item)}"
            : TimeJudge.Fault(item);
        return fault is null ? item! : throw new InvalidInputException($"{key}: {run.RunId} {fault}.");
    }

    private static bool IsUsable(MeasuredRun run) => run.Seconds.Count > 0
        && (run.InTurn is null || run.InTurn.Count == run.Seconds.Count)
        && (run.IterationsPerProcess is not { } counts || (counts.All(c => c >= 1) && counts.Sum(c => (long)c) == run.Seconds.Count))
        && run.Seconds.Concat(run.InTurn ?? []).All(t => t > 0 && t < double.MaxValue);

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, JsonDocumentFile.Serialize(this), createFolder: true);
}
