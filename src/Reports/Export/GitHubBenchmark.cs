using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reports.Model;
using Reports.Tables;

namespace Reports.Export;

/// <summary>
/// A run in the JSON that the action <c>github-action-benchmark</c> reads: times in its BenchmarkDotNet form, memory and
/// mAP in its <c>customSmallerIsBetter</c> and <c>customBiggerIsBetter</c> forms. Cases that failed are left out, since
/// a null among them ends its import.
/// </summary>
public static class GitHubBenchmark
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Times for <c>tool: benchmarkdotnet</c>; means and standard deviations in nanoseconds.</summary>
    public static string Times(BenchmarkRun run) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("Title", run.RunId);
        writer.WriteStartArray("Benchmarks");
        foreach (CaseRow row in CaseRow.Of([run]).Where(r => r.Case.Status == CaseStatus.Ok && r.Statistics is not null))
        {
            writer.WriteStartObject();
            writer.WriteString("FullName", row.Case.Key);
            writer.WriteStartObject("Statistics");
            writer.WriteNumber("N", row.Case.IterationTimesSeconds.Count);
            writer.WriteNumber("Mean", row.Statistics!.Mean * NanosecondsPerSecond);
            writer.WriteNumber("Median", row.Statistics.Median * NanosecondsPerSecond);
            writer.WriteNumber("StandardDeviation", row.Statistics.Stddev * NanosecondsPerSecond);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Peak allocated memory for <c>tool: customSmallerIsBetter</c>, in MiB.</summary>
    public static string Memory(BenchmarkRun run) => Json(writer => WriteEntries(
        writer, run, "peak allocated", "MiB", c => c.PeakAllocatedBytes / Figures.MiB, _ => null));

    /// <summary>mAP at IoU 0.5 for <c>tool: customBiggerIsBetter</c>.</summary>
    public static string Accuracy(BenchmarkRun run) => Json(writer => WriteEntries(
        writer, run, "mAP@0.5", "mAP", c => c.Accuracy?.Map50, c => c.Accuracy?.Map50Spread is { } s ? Figures.Fixed((s.High - s.Low) / 2, 4) : null));

    /// <summary>
    /// Writes <c>github-times.json</c>, <c>github-memory.json</c> and <c>github-map.json</c>. A file that would name no
    /// case is left out (and removed if an earlier report left one): the action fails on an empty list.
    /// </summary>
    /// <returns>The paths of the files that were written.</returns>
    /// <exception cref="InvalidInputException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(BenchmarkRun run, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        CaseResult[] measured = [.. run.Cases.Where(c => c.Status == CaseStatus.Ok)];
        (string Name, bool Any, Func<BenchmarkRun, string> Text)[] forms =
        [
            ("github-times.json", measured.Any(c => c.IterationTimesSeconds.Count > 0 || c.Statistics is not null), Times),
            ("github-memory.json", measured.Any(c => c.PeakAllocatedBytes is not null), Memory),
            ("github-map.json", measured.Any(c => c.Accuracy is { } accuracy && double.IsFinite(accuracy.Map50)), Accuracy),
        ];
        List<string> files = [];
        foreach ((string name, bool any, Func<BenchmarkRun, string> text) in forms)
        {
            string path = Path.Combine(folder, name);
            if (!any)
            {
                AtomicFile.Delete(path);
                continue;
            }

            AtomicFile.WriteText(path, text(run), createFolder: true);
            files.Add(path);
        }

        return files;
    }

    private static void WriteEntries(
        Utf8JsonWriter writer, BenchmarkRun run, string figure, string unit, Func<CaseResult, double?> value, Func<CaseResult, string?> spread)
    {
        writer.WriteStartArray();
        foreach (CaseResult item in run.Cases.Where(c => c.Status == CaseStatus.Ok))
        {
            if (value(item) is not double number || !double.IsFinite(number))
                continue;
            writer.WriteStartObject();
            writer.WriteString("name", $"{item.Key}: {figure}");
            writer.WriteString("unit", unit);
            writer.WriteNumber("value", number);
            if (spread(item) is { } range)
                writer.WriteString("range", "± " + range);
            writer.WriteString("extra", $"{run.Environment.DeviceName}, libtorch {run.Environment.LibtorchVersion}");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(writer);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
