using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Reports.Json;

namespace Reports.Model;

/// <summary>One benchmark method with one set of parameters, and everything that was measured of it.</summary>
public sealed record CaseResult
{
    /// <summary>Type and method, for example <c>TrainingStepBenchmarks.Amp</c>.</summary>
    public required string Benchmark { get; init; }

    /// <summary>The training scheme; absent for benchmarks that train nothing (data loading, NMS).</summary>
    public SchemeDescription? Scheme { get; init; }

    /// <summary>Images per iteration.</summary>
    [Range(1, int.MaxValue)]
    public int? BatchSize { get; init; }

    /// <summary>Further parameters of the benchmark, by name.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Status that the case ended with.</summary>
    public required CaseStatus Status { get; init; }

    /// <summary>Reason that it did not end well, in one line.</summary>
    public string? Message { get; init; }

    /// <summary>Every measured iteration in order, in seconds; warm-up is not in it.</summary>
    [JsonConverter(typeof(NumberListConverter))]
    public IReadOnlyList<double> IterationTimesSeconds { get; init => field = value ?? []; } = [];

    /// <summary>Measured iterations of each process that ran the case, in the order of the times; absent if it was one process.</summary>
    public IReadOnlyList<int>? IterationsPerProcess { get; init; }

    /// <summary>The times of each process; one list if the boundaries are not known, none if there are no times.</summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<double>> Processes => SplitByProcess(IterationTimesSeconds, IterationsPerProcess);

    /// <summary>Iterations before the measured ones.</summary>
    public int? WarmupCount { get; init; }

    /// <summary>Statistics of <see cref="IterationTimesSeconds"/>; see <see cref="TimeStatistics.OfProcesses"/>.</summary>
    public TimeStatistics? Statistics { get; init; }

    /// <summary>Batch size over the mean iteration time.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The allocator's maximum of allocated bytes over the measured iterations.</summary>
    [Range(0, 1e18)]
    public long? PeakAllocatedBytes { get; init; }

    /// <summary>The allocator's maximum of reserved bytes over the measured iterations.</summary>
    [Range(0, 1e18)]
    public long? PeakReservedBytes { get; init; }

    /// <summary>
    /// The same maximum of allocated bytes for each rank, by rank, where several trained together; <see cref="PeakAllocatedBytes"/> is the
    /// largest of them. Absent in a world of one.
    /// </summary>
    public IReadOnlyList<long>? PeakAllocatedBytesOfRanks { get; init; }

    /// <summary>The gradient scaler's last loss scale.</summary>
    public double? LossScale { get; init; }

    /// <summary>Optimizer steps that the gradient scaler skipped.</summary>
    public int? SkippedSteps { get; init; }

    /// <summary>Mean utilisation of the device over the case, 0..1.</summary>
    public double? MeanUtilization { get; init; }

    /// <summary>Bytes that the .NET side allocated per iteration.</summary>
    public long? ManagedAllocatedBytes { get; init; }

    /// <summary>Samples of the device's monitor during the case.</summary>
    [JsonConverter(typeof(LineListConverter<DeviceSample>))]
    public IReadOnlyList<DeviceSample>? DeviceSamples { get; init; }

    /// <summary>The accuracy pass.</summary>
    public AccuracyResult? Accuracy { get; init; }

    /// <summary>Allocated bytes within one step.</summary>
    public MemoryTimeline? MemoryTimeline { get; init; }

    /// <summary>Key that identifies the case across runs: benchmark, scheme, batch size and parameters.</summary>
    [JsonIgnore]
    public string Key
    {
        get
        {
            List<string> parts = [];
            if (Scheme is not null)
                parts.Add(Scheme.Id);
            if (BatchSize is int batch)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"batch {batch}"));
            if (Parameters is not null)
                parts.AddRange(Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value}"));
            return parts.Count == 0 ? Benchmark : $"{Benchmark}({string.Join(", ", parts)})";
        }
    }

    /// <summary>The scheme's id, or the benchmark's name if there is no scheme.</summary>
    [JsonIgnore]
    public string SchemeId => Scheme?.Id ?? Benchmark;

    /// <summary>The scheme's name for people.</summary>
    [JsonIgnore]
    public string SchemeName => Scheme?.Name ?? SchemeId;

    /// <summary>Splits times by the process that measured them.</summary>
    /// <param name="times">Times in the order of measurement.</param>
    /// <param name="counts">Times of each process; <see langword="null"/> if it was one, or that is not known.</param>
    internal static IReadOnlyList<IReadOnlyList<double>> SplitByProcess(IReadOnlyList<double> times, IReadOnlyList<int>? counts)
    {
        if (counts is null)
            return times.Count == 0 ? [] : [times];
        List<IReadOnlyList<double>> processes = [];
        int start = 0;
        foreach (int count in counts)
        {
            processes.Add([.. times.Skip(start).Take(count)]);
            start += count;
        }

        return processes;
    }
}
