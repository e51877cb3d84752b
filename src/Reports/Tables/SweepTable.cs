using System.Globalization;
using Reports.Model;

namespace Reports.Tables;

/// <summary>The tables of a sweep: its probes, and the recommended batch size per model and scheme.</summary>
public static class SweepTable
{
    /// <summary>One row per probe of one series.</summary>
    public static Table Probes(SweepResult sweep, SweepSeries series)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(series);
        return new TableBuilder<SweepProbe>([.. series.Probes.OrderBy(p => p.BatchSize)])
            .Number("Batch", null, p => p.BatchSize, decimals: 0)
            .Number(sweep.Mode == "inference" ? "Inference" : "Step", "ms", p => p.StepSeconds * 1000)
            .Number("Images/s", null, p => p.ImagesPerSecond)
            .Number("Peak allocated", "MiB", p => p.PeakAllocatedBytes / Figures.MiB, decimals: 0)
            .Number("Per image", "MiB", p => p.PeakAllocatedBytes / Figures.MiB / p.BatchSize, "Peak over batch size.", decimals: 1)
            .Number("Share", "%", p => (double?)p.PeakAllocatedBytes / sweep.TotalBytes * 100, "Peak over the device's memory or budget.", decimals: 1)
            .Number("Predicted", "MiB", p => p.PredictedPeakBytes / Figures.MiB, "By the memory line, before the probe ran.", decimals: 0)
            .Cells(new TableColumn { Title = "Off", Numeric = true, Help = "Predicted against measured." }, Off)
            .Cells(new TableColumn { Title = "Verdict" }, p => new TableCell(Verdict(p, series), Tone: p.Status == CaseStatus.Ok ? CellTone.Plain : CellTone.Warning), keep: true)
            .Build("sweep-" + Slug(series.Label), series.Label, Caption(sweep, series));
    }

    /// <summary>One row per series: what is recommended.</summary>
    public static Table Summary(SweepResult sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return new TableBuilder<(SweepSeries Series, SweepProbe? Probe)>(
                [.. sweep.Series.Select(s => (s, s.Probes.FirstOrDefault(p => p.BatchSize == s.RecommendedBatch && p.Status == CaseStatus.Ok)))])
            .Text("Model", x => x.Series.Model, keep: true)
            .Number("Image", "px", x => x.Series.Imgsz, decimals: 0)
            .Cells(new TableColumn { Title = "Scheme" }, x => new TableCell(x.Series.Scheme?.Name ?? x.Series.Scheme?.Id ?? "") { Beside = x.Series.Scheme?.ShownId })
            .Cells(new TableColumn { Title = "Recommended batch", Numeric = true }, RecommendedBatch, keep: true)
            .Number("Images/s", null, x => x.Probe?.ImagesPerSecond)
            .Number("Peak allocated", "MiB", x => x.Probe?.PeakAllocatedBytes / Figures.MiB, decimals: 0)
            .Number("Share", "%", x => (double?)x.Probe?.PeakAllocatedBytes / sweep.TotalBytes * 100, decimals: 1)
            .Build("sweep-summary", "Recommended batch sizes", string.Create(
                CultureInfo.InvariantCulture,
                $"{sweep.Environment.DeviceName}, {Figures.Memory(sweep.TotalBytes)}; {Figures.Percent(sweep.Fraction, 0)} of it may be used."));
    }

    private static TableCell RecommendedBatch((SweepSeries Series, SweepProbe? Probe) row) => row.Series.RecommendedBatch is int batch
        ? new TableCell(batch.ToString(CultureInfo.InvariantCulture), batch)
        : new TableCell("none", Tone: CellTone.Warning);

    private static TableCell Off(SweepProbe probe)
    {
        if (probe.PredictedPeakBytes is not long predicted || probe.PeakAllocatedBytes is not > 0)
            return TableCell.Empty;
        double off = ((double)predicted / probe.PeakAllocatedBytes.Value) - 1;
        return new TableCell(Figures.Change(off), off);
    }

    private static string Verdict(SweepProbe probe, SweepSeries series)
    {
        List<string> parts = [];
        if (probe.Status != CaseStatus.Ok)
            parts.Add(CaseTable.StatusText(probe.Status) + (string.IsNullOrWhiteSpace(probe.Message) ? "" : ": " + probe.Message));
        parts.AddRange(probe.Verdicts);
        if (probe.BatchSize == series.RecommendedBatch && probe.Verdicts.Count == 0)
            parts.Add("recommended");
        return string.Join(", ", parts);
    }

    private static string? Caption(SweepResult sweep, SweepSeries series) =>
        series is { FitInterceptBytes: double intercept, FitBytesPerImage: double slope }
            ? $"Memory line: {Figures.Mebibytes(intercept)} + {Figures.Mebibytes(slope)} per image; limit {Figures.Mebibytes(sweep.LimitBytes)} ({Figures.Percent(sweep.Fraction, 0)} of {Figures.Mebibytes(sweep.TotalBytes)})."
            : null;

    private static string Slug(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
}
