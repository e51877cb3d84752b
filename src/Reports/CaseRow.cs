using Reports.Model;

namespace Reports;

/// <summary>A case with the context that a table or chart of several runs needs.</summary>
internal sealed class CaseRow
{
    private CaseRow(BenchmarkRun run, string? runName, int runIndex, CaseResult item, int schemeIndex)
    {
        Run = run;
        RunName = runName;
        RunIndex = runIndex;
        Case = item;
        SchemeIndex = schemeIndex;
        Statistics = TimeStatistics.OfProcesses(item.Processes) ?? item.Statistics;
    }

    public BenchmarkRun Run { get; }

    /// <summary>Name of the run if there are several.</summary>
    public string? RunName { get; }

    public int RunIndex { get; }

    public CaseResult Case { get; }

    /// <summary>Place of the scheme in the legend: the same colour in every chart.</summary>
    public int SchemeIndex { get; }

    public TimeStatistics? Statistics { get; }

    /// <summary>The plain FP32 case of the same run, batch size and parameters; <see langword="null"/> if there is none.</summary>
    public CaseRow? Reference { get; private set; }

    /// <summary>The scheme's id in files and on the command line; <see langword="null"/> if it is the name that is shown.</summary>
    public string? ShownId => Case.Scheme?.ShownId;

    /// <summary>BenchmarkDotNet's method, without its type; <see langword="null"/> for a benchmark without a scheme, whose name it is already.</summary>
    public string? Method => Case.Scheme is null ? null : Case.Benchmark[(Case.Benchmark.LastIndexOf('.') + 1)..];

    /// <summary>Scheme and further parameters.</summary>
    private string CaseName => Case.Parameters is { Count: > 0 } parameters ? $"{Case.SchemeName}, {string.Join(", ", parameters.Values)}" : Case.SchemeName;

    public string SeriesName => RunName is null ? CaseName : $"{CaseName} · {RunName}";

    public string Name => (Case.BatchSize is int batch
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{CaseName}, batch {batch}")
        : CaseName) + (RunName is null ? "" : $" · {RunName}");

    public double? ImagesPerSecond => Case.Status != CaseStatus.Ok ? null
        : Case.ImagesPerSecond ?? (Statistics is { Mean: > 0 } s && Case.BatchSize is int batch ? batch / s.Mean : null);

    public double? SecondsPerImage => Case.Status == CaseStatus.Ok && Statistics is { } s && Case.BatchSize is int batch
        ? s.Median / batch
        : null;

    public double? MedianSeconds => Case.Status == CaseStatus.Ok ? Statistics?.Median : null;

    public double? TimeRatio => MedianSeconds / Reference?.MedianSeconds;

    public double? MemoryRatio => Case.Status == CaseStatus.Ok && Reference?.Case.PeakAllocatedBytes is > 0
        ? (double?)Case.PeakAllocatedBytes / Reference.Case.PeakAllocatedBytes
        : null;

    public double? DeviceShare => (double?)Case.PeakAllocatedBytes / Run.Environment.DeviceTotalBytes;

    /// <summary>All cases of all runs in the order of measurement.</summary>
    public static IReadOnlyList<CaseRow> Of(IReadOnlyList<BenchmarkRun> runs)
    {
        // Schemes outside of the suite's come last, in the order of measurement.
        IEnumerable<string> schemes = runs.SelectMany(r => r.Cases).OrderBy(c => c.Scheme?.Order ?? int.MaxValue).Select(c => c.SchemeId);
        Dictionary<string, int> schemeIndex = new(StringComparer.Ordinal);
        foreach (string scheme in schemes)
            schemeIndex.TryAdd(scheme, schemeIndex.Count);

        string[] names = RunNames(runs);
        List<CaseRow> rows = [];
        for (int i = 0; i < runs.Count; i++)
        {
            Dictionary<(int?, string), CaseRow> references = [];
            List<CaseRow> ofRun = [];
            foreach (CaseResult item in runs[i].Cases)
            {
                CaseRow row = new(runs[i], runs.Count > 1 ? names[i] : null, i, item, schemeIndex[item.SchemeId]);
                ofRun.Add(row);
                if (item is { Scheme.Id: SchemeDescription.Baseline, Status: CaseStatus.Ok })
                    references.TryAdd(ReferenceKey(item), row);
            }

            foreach (CaseRow row in ofRun)
            {
                if (row.Case.Scheme is not null && references.TryGetValue(ReferenceKey(row.Case), out CaseRow? reference))
                    row.Reference = reference;
            }

            rows.AddRange(ofRun);
        }

        return rows;
    }

    private static (int? BatchSize, string Parameters) ReferenceKey(CaseResult item) =>
        (item.BatchSize, string.Join(';', (item.Parameters ?? new Dictionary<string, string>())
            .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}")));

    /// <summary>Names of runs side by side: their own if these are short and distinct, else their number.</summary>
    public static string[] RunNames(IReadOnlyList<BenchmarkRun> runs)
    {
        const int Short = 12;
        string[] names = [.. runs.Select(r => r.RunId)];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length && names.All(n => n.Length <= Short)
            ? names
            : [.. names.Select((_, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"run {i + 1}"))];
    }
}
