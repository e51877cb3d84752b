using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;
using Reports.Model;

namespace Benchmarks.Reporting;

/// <summary>A case of BenchmarkDotNet with its record, as <c>Reports</c> knows it.</summary>
internal static class CaseConversion
{
    /// <summary>Converts.</summary>
    /// <param name="benchmark">The case.</param>
    /// <param name="report">Measurements of BenchmarkDotNet; null if the case did not run.</param>
    /// <param name="record">Figures that the case measured beside time.</param>
    /// <param name="warmupCount">Steps before the measured ones.</param>
    public static CaseResult Of(BenchmarkCase benchmark, BenchmarkReport? report, CaseRecord? record, int warmupCount)
    {
        IReadOnlyList<double[]> processes = Processes(report);
        double[] times = [.. processes.SelectMany(process => process)];
        CaseStatus status = record?.Status ?? CaseStatus.Failed;
        if (status == CaseStatus.Ok && times.Length == 0)
            status = CaseStatus.Failed;
        TimeStatistics? statistics = TimeStatistics.OfProcesses(processes);
        int? batchSize = benchmark.Parameters["BatchSize"] as int?;
        MeasuredSteps steps = MeasuredSteps.Of(record ?? new CaseRecord(), warmupCount);
        return new CaseResult
        {
            Benchmark = $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}",
            Scheme = record?.Scheme,
            BatchSize = batchSize,
            Parameters = Parameters(benchmark),
            Status = status,
            Message = record?.Message ?? (status == CaseStatus.Failed ? "the benchmark process failed; the log says why" : null),
            IterationTimesSeconds = times,
            IterationsPerProcess = processes.Count > 1 ? [.. processes.Select(process => process.Length)] : null,
            WarmupCount = warmupCount,
            Statistics = statistics,
            ImagesPerSecond = batchSize / statistics?.Mean,
            PeakAllocatedBytes = steps.PeakAllocatedBytes,
            PeakReservedBytes = steps.PeakReservedBytes,
            PeakAllocatedBytesOfRanks = steps.PeakAllocatedBytesOfRanks,
            ManagedAllocatedBytes = steps.ManagedAllocatedBytes,
            LossScale = record?.LossScale,
            SkippedSteps = record?.SkippedSteps,
            MeanUtilization = record?.DeviceSamples?.Average(sample => sample.Utilization),
            DeviceSamples = record?.DeviceSamples,
            Accuracy = record?.Accuracy,
            MemoryTimeline = record?.MemoryTimeline,
        };
    }

    /// <summary>True for a training step; kernels, the loader and whole epochs have figures of their own.</summary>
    public static bool IsStep(BenchmarkCase benchmark) => benchmark.Parameters["BatchSize"] is int;

    /// <summary>True if any case of a class is a training step.</summary>
    public static bool HasSteps(Summary summary) => summary.BenchmarksCases.Any(IsStep);

    /// <summary>Place of the process whose mean time is the median of a case's processes; null if none came to its end.</summary>
    public static int? MedianProcess(BenchmarkReport? report)
    {
        int[] byTime = [.. Processes(report).Index().Where(process => process.Item.Length > 0).OrderBy(process => process.Item.Average()).Select(process => process.Index)];
        return byTime.Length == 0 ? null : byTime[(byTime.Length - 1) / 2];
    }

    /// <summary>Statistics of a case's measured steps; null if it has none.</summary>
    public static TimeStatistics? Statistics(BenchmarkReport? report) => TimeStatistics.OfProcesses(Processes(report));

    // The batch size and the scheme have places of their own.
    private static Dictionary<string, string>? Parameters(BenchmarkCase benchmark)
    {
        Dictionary<string, string> others = benchmark.Parameters.Items
            .Where(item => item.Name is not (nameof(BatchBenchmarks.BatchSize) or nameof(CustomSchemeBenchmarks.Scheme)))
            .ToDictionary(item => item.Name, item => item.Value.ToString()!);
        return others.Count == 0 ? null : others;
    }

    // Seconds of every measured step, by its process; outliers too: the report shows them, a statistic may leave them out.
    private static IReadOnlyList<double[]> Processes(BenchmarkReport? report) => report is not { Success: true } ? [] :
    [
        .. report.AllMeasurements
            .Where(measurement => measurement is { IterationMode: IterationMode.Workload, IterationStage: IterationStage.Actual })
            .GroupBy(measurement => measurement.LaunchIndex, measurement => measurement.Nanoseconds / measurement.Operations / 1e9)
            .Select(process => process.ToArray()),
    ];
}
