using Reports.Model;

namespace Reports.Json;

/// <summary>A sweep as JSON.</summary>
public static class SweepJson
{
    /// <summary>The sweep as JSON text.</summary>
    public static string ToJson(SweepResult sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return JsonDocumentFile.Serialize(sweep);
    }

    /// <summary>Writes the sweep; the target appears complete or not at all.</summary>
    /// <exception cref="ReportException">The file cannot be written.</exception>
    public static void Write(SweepResult sweep, string path) => AtomicFile.WriteText(path, ToJson(sweep));

    /// <summary>Reads a sweep.</summary>
    /// <exception cref="ReportException">The file is absent, empty, truncated, of a newer schema or not a sweep.</exception>
    public static SweepResult Read(string path)
    {
        SweepResult sweep = JsonDocumentFile.Read<SweepResult>(path, "sweep", SweepResult.CurrentSchemaVersion);
        if (sweep.TotalBytes <= 0 || !(sweep.Fraction is > 0 and <= 1))
            throw new ReportException($"{path}: total_bytes must be positive and fraction in (0, 1].");
        foreach (SweepSeries series in sweep.Series)
        {
            if (series is null || series.Probes.Any(p => p is null || p.BatchSize < 1))
                throw new ReportException($"{path}: every series must have probes with a batch_size of 1 or more.");
        }

        return sweep;
    }
}
