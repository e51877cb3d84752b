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

    /// <summary>Collects the times of cases of several runs of unchanged code; two runs in turn become one with pairs of times.</summary>
    public static MeasuredTimes From(IReadOnlyList<BenchmarkRun> runs, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        List<(string Key, MeasuredRun Run)> measured = [];
        HashSet<string> partners = new(StringComparer.Ordinal);
        foreach (BenchmarkRun run in runs.Where(r => !partners.Contains(r.RunId)))
        {
            BenchmarkRun? partner = run.InTurnWith is null ? null : runs.FirstOrDefault(r => r.RunId == run.InTurnWith);
            if (partner is not null)
                partners.Add(partner.RunId);
            foreach (CaseResult item in run.Cases.Where(c => c is { Status: CaseStatus.Ok, IterationTimesSeconds.Count: > 0 }))
            {
                IReadOnlyList<double>? others = partner?.Cases.FirstOrDefault(c => c.Key == item.Key && c.IterationTimesSeconds.Count == item.IterationTimesSeconds.Count)?.IterationTimesSeconds;
                measured.Add((item.Key, new MeasuredRun { Seconds = item.IterationTimesSeconds, InTurn = others }));
            }
        }

        return new MeasuredTimes
        {
            Description = description,
            Cases = [.. measured.GroupBy(m => m.Key).Select(g => new MeasuredCase { Case = g.Key, Runs = [.. g.Select(m => m.Run)] })],
        };
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">The file is absent, incomplete, of a newer schema or holds no times.</exception>
    public static MeasuredTimes Read(string path)
    {
        MeasuredTimes times = JsonDocumentFile.Read<MeasuredTimes>(path, "set of measured times", CurrentSchemaVersion);
        if (times.Cases.Count == 0 || times.Cases.Any(c => c.Runs.Count == 0 || !c.Runs.All(IsUsable)))
            throw new InvalidInputException($"{path}: every case must have runs with positive, finite times, as many in turn as there are.");
        return times;
    }

    private static bool IsUsable(MeasuredRun run) => run.Seconds.Count > 0
        && (run.InTurn is null || run.InTurn.Count == run.Seconds.Count)
        && run.Seconds.Concat(run.InTurn ?? []).All(t => t > 0 && t < double.MaxValue);

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, JsonDocumentFile.Serialize(this), createFolder: true);
}
