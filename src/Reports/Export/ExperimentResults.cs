using System.Text;
using System.Text.Json;
using Reports.Charts;
using Reports.Model;
using Reports.Tables;

namespace Reports.Export;

/// <summary>
/// <c>results.json</c>: the few figures of an experiment by scheme id, at the batch size that most schemes share. Memory
/// is in GiB here, as the field's name says; a figure that was not measured is left out.
/// </summary>
public static class ExperimentResults
{
    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(BenchmarkRun run, string path, int? batchSize = null) => AtomicFile.WriteText(path, ToJson(run, batchSize), createFolder: true);

    /// <summary>The results as JSON.</summary>
    /// <param name="run">The run.</param>
    /// <param name="batchSize">The batch size to take; <see langword="null"/> for the largest that most schemes share.</param>
    public static string ToJson(BenchmarkRun run, int? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        IEnumerable<CaseRow> rows = CaseRow.Of([run]).Where(r => r.Case.Scheme is not null && r.MedianSeconds is not null);
        List<CaseRow> chosen = batchSize is int batch
            ? [.. rows.Where(r => r.Case.BatchSize == batch).DistinctBy(r => r.Case.SchemeId)]
            : CaseSelection.OnePerSeries([.. rows], int.MaxValue);

        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            foreach (CaseRow row in chosen)
            {
                writer.WriteStartObject(row.Case.SchemeId);
                Number("batch_size", row.Case.BatchSize);
                Number("peak_mem_GiB", row.Case.PeakAllocatedBytes / Figures.GiB);
                Number("iter_time_s", row.MedianSeconds);
                Number("images_per_s", row.ImagesPerSecond);
                Number("mAP50", row.Case.Accuracy?.Map50);
                Number("mAP50_95", row.Case.Accuracy?.Map50To95);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();

            void Number(string name, double? value)
            {
                if (value is double number && double.IsFinite(number))
                    writer.WriteNumber(name, number);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
