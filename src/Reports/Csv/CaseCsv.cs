using Reports.Model;
using Reports.Tables;

namespace Reports.Csv;

/// <summary>All cases of one run or several as CSV, one row per case. The columns are documented in <c>docs/csv.md</c>.</summary>
public static class CaseCsv
{
    private static readonly CsvTable<CaseRow> Table = new(
        Column("run_id", "", "Run that the case belongs to.", r => r.Run.RunId),
        Column("started_utc", "ISO 8601", "When the run began, UTC.", r => r.Run.StartedUtc.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture)),
        Column("commit", "", "Commit of the measured sources.", r => r.Run.Environment.Commit),
        Column("device", "", "Device that computed.", r => r.Run.Environment.DeviceName),
        Column("device_kind", "", "cpu or cuda.", r => r.Run.Environment.DeviceKind),
        Column("libtorch_version", "", "Version of libtorch.", r => r.Run.Environment.LibtorchVersion),
        Column("threads", "", "Threads inside an operator.", r => r.Run.Environment.Threads),
        Column("model", "", "Network.", r => r.Run.Workload.Model),
        Column("imgsz", "px", "Side of the square input images.", r => r.Run.Workload.Imgsz),
        Column("dataset", "", "Data set.", r => r.Run.Workload.Dataset),
        Column("benchmark", "", "Type and method of the benchmark.", r => r.Case.Benchmark),
        Column("scheme", "", "Id of the training scheme.", r => r.Case.Scheme?.Id),
        Column("precision", "", "fp32, fp16 or bf16.", r => r.Case.Scheme?.Precision),
        Column("checkpoint_interval", "layers", "Layers per activation-checkpoint segment; 0 is off.", r => r.Case.Scheme?.CheckpointInterval),
        Column("zero_stage", "", "ZeRO stage 0..3.", r => r.Case.Scheme?.ZeroStage),
        Column("memory_format", "", "contiguous or channels_last.", r => r.Case.Scheme?.MemoryFormat),
        Column("fused", "", "True if fused kernels are on.", r => r.Case.Scheme?.Fused),
        Column("batch_size", "images", "Images per iteration.", r => r.Case.BatchSize),
        Column("parameters", "", "Further parameters as name=value, separated by semicolons.", r => r.Case.Parameters is null ? null : string.Join(';', r.Case.Parameters.Select(p => $"{p.Key}={p.Value}"))),
        Column("status", "", "ok, oom or failed.", r => r.Case.Status switch { CaseStatus.Ok => "ok", CaseStatus.OutOfMemory => "oom", _ => "failed" }),
        Column("message", "", "Reason why a case did not end well.", r => r.Case.Message),
        Column("warmup_count", "", "Iterations before the measured ones.", r => r.Case.WarmupCount),
        Column("iteration_count", "", "Measured iterations.", r => r.Case.IterationTimesSeconds.Count),
        Column("mean_seconds", "s", "Mean iteration time.", r => r.Statistics?.Mean),
        Column("median_seconds", "s", "Median iteration time.", r => r.Statistics?.Median),
        Column("stddev_seconds", "s", "Standard deviation of the iteration times.", r => r.Statistics?.Stddev),
        Column("p95_seconds", "s", "95th percentile of the iteration times.", r => r.Statistics?.P95),
        Column("min_seconds", "s", "Fastest iteration.", r => r.Statistics?.Min),
        Column("max_seconds", "s", "Slowest iteration.", r => r.Statistics?.Max),
        Column("ci95_low_seconds", "s", "Lower end of the 95% confidence interval of the mean.", r => r.Statistics?.Ci95?.Low),
        Column("ci95_high_seconds", "s", "Upper end of the 95% confidence interval of the mean.", r => r.Statistics?.Ci95?.High),
        Column("time_ratio", "", "Median over that of baseline at the same batch size.", r => r.TimeRatio),
        Column("images_per_second", "images/s", "Batch size over the mean iteration time.", r => r.ImagesPerSecond),
        Column("peak_allocated_bytes", "bytes", "Most bytes in tensors at one moment of the measured iterations.", r => r.Case.PeakAllocatedBytes),
        Column("peak_allocated_mib", "MiB", "The same in MiB.", r => r.Case.PeakAllocatedBytes / Figures.MiB),
        Column("peak_reserved_bytes", "bytes", "Most bytes that the allocator held.", r => r.Case.PeakReservedBytes),
        Column("memory_ratio", "", "Peak allocated over that of baseline at the same batch size.", r => r.MemoryRatio),
        Column("device_share", "0..1", "Peak allocated over the device's memory or budget.", r => r.DeviceShare),
        Column("mean_utilization", "0..1", "Mean utilisation of the device.", r => r.Case.MeanUtilization),
        Column("managed_allocated_bytes", "bytes", "Allocated by the .NET side per iteration.", r => r.Case.ManagedAllocatedBytes),
        Column("loss_scale", "", "Last scale of the gradient scaler.", r => r.Case.LossScale),
        Column("skipped_steps", "", "Optimizer steps that the gradient scaler skipped.", r => r.Case.SkippedSteps),
        Column("map50", "0..1", "mAP at IoU 0.5 after the accuracy pass.", r => r.Case.Accuracy?.Map50),
        Column("map50_95", "0..1", "mAP over IoU 0.5:0.95.", r => r.Case.Accuracy?.Map50To95),
        Column("map50_low", "0..1", "Lowest mAP at IoU 0.5 of repeated passes.", r => r.Case.Accuracy?.Map50Spread?.Low),
        Column("map50_high", "0..1", "Highest mAP at IoU 0.5 of repeated passes.", r => r.Case.Accuracy?.Map50Spread?.High),
        Column("precision_at_best_f1", "0..1", "Precision at the threshold of the best F1.", r => r.Case.Accuracy?.Precision),
        Column("recall_at_best_f1", "0..1", "Recall at the threshold of the best F1.", r => r.Case.Accuracy?.Recall),
        Column("accuracy_epochs", "epochs", "Epochs trained in the accuracy pass.", r => r.Case.Accuracy?.Epochs),
        Column("train_seconds", "s", "Training time of the accuracy pass.", r => r.Case.Accuracy?.TrainSeconds),
        Column("validation_seconds", "s", "Validation time of the accuracy pass.", r => r.Case.Accuracy?.ValidationSeconds));

    /// <summary>The columns in their order.</summary>
    public static IReadOnlyList<CsvColumn> Columns => Table.Columns;

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(IReadOnlyList<BenchmarkRun> runs, string path) => Table.Write(CaseRow.Of(runs), path);

    /// <summary>Writes to a text writer.</summary>
    public static void Write(IReadOnlyList<BenchmarkRun> runs, TextWriter text) => Table.Write(CaseRow.Of(runs), text);

    private static (CsvColumn, Func<CaseRow, object?>) Column(string name, string unit, string meaning, Func<CaseRow, object?> value) =>
        (new CsvColumn(name, unit, meaning), value);
}
