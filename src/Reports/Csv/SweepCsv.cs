using Reports.Model;

namespace Reports.Csv;

/// <summary>A sweep as CSV, one row per probe. Documented in <c>docs/csv.md</c>.</summary>
public static class SweepCsv
{
    private static readonly CsvTable<(SweepResult Sweep, SweepSeries Series, SweepProbe Probe)> Table = new(
        (new("model", "", "Network."), x => x.Series.Model),
        (new("imgsz", "px", "Side of the square input images."), x => x.Series.Imgsz),
        (new("mode", "", "training or inference."), x => x.Sweep.Mode),
        (new("scheme", "", "Id of the training scheme."), x => x.Series.Scheme?.Id),
        (new("batch_size", "images", "Images per step."), x => x.Probe.BatchSize),
        (new("status", "", "ok, oom or failed."), x => x.Probe.Status switch { CaseStatus.Ok => "ok", CaseStatus.OutOfMemory => "oom", _ => "failed" }),
        (new("message", "", "Reason why a probe did not end well."), x => x.Probe.Message),
        (new("step_seconds", "s", "Median time of a step."), x => x.Probe.StepSeconds),
        (new("images_per_second", "images/s", "Images per second."), x => x.Probe.ImagesPerSecond),
        (new("peak_allocated_bytes", "bytes", "Measured peak of allocated bytes."), x => x.Probe.PeakAllocatedBytes),
        (new("predicted_peak_bytes", "bytes", "Peak that the memory line predicted before the probe ran."), x => x.Probe.PredictedPeakBytes),
        (new("prediction_error", "", "Predicted over measured, minus 1."), x => x.Probe.PeakAllocatedBytes > 0 ? ((double?)x.Probe.PredictedPeakBytes / x.Probe.PeakAllocatedBytes) - 1 : null),
        (new("bytes_per_image", "bytes", "Measured peak over batch size."), x => (double?)x.Probe.PeakAllocatedBytes / x.Probe.BatchSize),
        (new("device_share", "0..1", "Measured peak over the device's memory or budget."), x => (double?)x.Probe.PeakAllocatedBytes / x.Sweep.TotalBytes),
        (new("recommended", "", "True for the recommended batch size."), x => x.Series.RecommendedBatch == x.Probe.BatchSize),
        (new("verdicts", "", "Verdicts on this batch size, separated by semicolons."), x => string.Join(';', x.Probe.Verdicts)));

    /// <summary>The columns in their order.</summary>
    public static IReadOnlyList<CsvColumn> Columns => Table.Columns;

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(SweepResult sweep, string path)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        Table.Write(
            from series in sweep.Series
            from probe in series.Probes
            select (sweep, series, probe),
            path);
    }
}
