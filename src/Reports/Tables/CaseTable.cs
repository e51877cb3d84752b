using Reports.Model;

namespace Reports.Tables;

/// <summary>The table of all cases of one run or several.</summary>
public static class CaseTable
{
    /// <summary>One row per case, in the order of measurement; columns that no case filled are left out.</summary>
    public static Table Build(IReadOnlyList<BenchmarkRun> runs) => Build(CaseRow.Of(runs));

    internal static Table Build(IReadOnlyList<CaseRow> rows)
    {
        TableBuilder<CaseRow> table = new(rows);
        table
            .Name("Scheme", r => r.Case.SchemeName, r => r.ShownId, "Training scheme, with its id in files and on the command line, or the benchmark's name where nothing is trained.")
            .Text("Method", r => r.Method, "BenchmarkDotNet's method, which --filter finds.")
            .Text("Run", r => r.RunName, "Run that the case belongs to.")
            .Number("Batch", null, r => r.Case.BatchSize, "Images per iteration.", decimals: 0)
            .Text("Parameters", r => r.Case.Parameters is null ? null : string.Join(", ", r.Case.Parameters.Select(p => $"{p.Key} {p.Value}")))
            .Cells(new TableColumn { Title = "Status", Help = "ok, OOM (out of memory) or failed." }, Status, keep: true)
            .Number("Median", "ms", r => Ok(r, r.Statistics?.Median * 1000), "Median time of an iteration.")
            .Number("±\u00a095%", "ms", r => Ok(r, r.Statistics?.Margin95 * 1000), "Half the 95% confidence interval of the mean; it covers the spread between the case's processes.")
            .Number("Time ratio", null, r => r.TimeRatio, "Median time over that of baseline at the same batch size; below 1 is faster.", decimals: 2, tone: r => Tone(r, r.TimeRatio))
            .Number("Images/s", null, r => r.ImagesPerSecond, "Batch size over the mean iteration time.")
            .Number("Peak allocated", "MiB", r => r.Case.PeakAllocatedBytes / Figures.MiB, "Most bytes in tensors at one moment of the measured iterations.", decimals: 0)
            .Number("Memory ratio", null, r => r.MemoryRatio, "Peak allocated over that of baseline at the same batch size; below 1 needs less.", decimals: 2, tone: r => Tone(r, r.MemoryRatio))
            .Number("mAP@0.5", null, r => r.Case.Accuracy?.Map50, "After the accuracy pass: shared warm start, trained under this scheme, validated.", decimals: 3)
            .Number("mAP@0.5:0.95", null, r => r.Case.Accuracy?.Map50To95, "Mean over ten IoU thresholds.", decimals: 3)
            .Number("Mean", "ms", r => Ok(r, r.Statistics?.Mean * 1000), "Mean time of an iteration.", detail: true)
            .Number("Std dev", "ms", r => Ok(r, r.Statistics?.Stddev * 1000), "Standard deviation of the iteration times.", detail: true)
            .Number("P95", "ms", r => Ok(r, r.Statistics?.P95 * 1000), "95% of the iterations took no longer.", detail: true)
            .Number("Min", "ms", r => Ok(r, r.Statistics?.Min * 1000), "Fastest iteration.", detail: true)
            .Number("Max", "ms", r => Ok(r, r.Statistics?.Max * 1000), "Slowest iteration.", detail: true)
            .Number("Iterations", null, r => r.Case.IterationTimesSeconds.Count, "Measured iterations.", detail: true, decimals: 0)
            .Number("Per image", "ms", r => r.SecondsPerImage * 1000, "Median time over batch size.", detail: true)
            .Number("Peak reserved", "MiB", r => r.Case.PeakReservedBytes / Figures.MiB, "Most bytes that the allocator held.", detail: true, decimals: 0)
            .Number("Device share", "%", r => r.DeviceShare * 100, "Peak allocated over the device's memory or budget.", detail: true, decimals: 1)
            .Number("Precision", null, r => r.Case.Accuracy?.Precision, "At the threshold of the best F1.", detail: true, decimals: 3)
            .Number("Recall", null, r => r.Case.Accuracy?.Recall, "At the threshold of the best F1.", detail: true, decimals: 3)
            .Number("Loss scale", null, r => r.Case.LossScale, "Last scale of the gradient scaler.", detail: true, decimals: 0)
            .Number("Skipped steps", null, r => r.Case.SkippedSteps, "Optimizer steps that the gradient scaler skipped.", detail: true, decimals: 0)
            .Number("Utilisation", "%", r => r.Case.MeanUtilization * 100, "Mean utilisation of the device.", detail: true, decimals: 0)
            .Number(".NET allocated", "KiB", r => r.Case.ManagedAllocatedBytes / 1024.0, "Bytes allocated by the .NET side per iteration.", detail: true)
            .Number("Train", "s", r => r.Case.Accuracy?.TrainSeconds, "Training time of the accuracy pass.", detail: true)
            .Number("Validate", "s", r => r.Case.Accuracy?.ValidationSeconds, "Validation time of the accuracy pass.", detail: true)
            .Text("Message", r => r.Case.Status == CaseStatus.Ok ? null : r.Case.Message, "Why a case did not end well.");
        return table.Build("cases", "All cases");
    }

    internal static string StatusText(CaseStatus status) => status switch
    {
        CaseStatus.Ok => "ok",
        CaseStatus.OutOfMemory => "OOM",
        _ => "failed",
    };

    internal static string StatusText(CaseResult item) => StatusText(item.Status)
        + (item.Status == CaseStatus.Ok || string.IsNullOrWhiteSpace(item.Message) ? "" : ": " + item.Message);

    private static TableCell Status(CaseRow row) => new(StatusText(row.Case.Status), Tone: row.Case.Status switch
    {
        CaseStatus.Ok => CellTone.Muted,
        CaseStatus.OutOfMemory => CellTone.Warning,
        _ => CellTone.Bad,
    });

    private static double? Ok(CaseRow row, double? value) => row.Case.Status == CaseStatus.Ok ? value : null;

    private static CellTone Tone(CaseRow row, double? ratio) => ReferenceEquals(row, row.Reference) ? CellTone.Muted
        : ratio <= 0.97 ? CellTone.Good
        : ratio >= 1.03 ? CellTone.Bad
        : CellTone.Plain;
}
