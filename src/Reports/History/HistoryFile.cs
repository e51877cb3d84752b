using System.Text;
using Reports.Json;
using Reports.Model;

namespace Reports.History;

/// <summary>A history as a file of one JSON object per line, appended to and never rewritten.</summary>
public static class HistoryFile
{
    /// <summary>The file of a run's machine and workload in <paramref name="folder"/>: runs of one file are comparable.</summary>
    public static string PathFor(BenchmarkRun run, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        string name = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{run.Environment.DeviceName} {run.Workload.Model} {run.Workload.Imgsz} {run.Workload.Dataset}");
        string slug = string.Join('-', new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return Path.Combine(folder, (slug.Length == 0 ? "history" : slug[..Math.Min(slug.Length, 120)]) + ".jsonl");
    }

    /// <summary>Appends a run.</summary>
    /// <returns>True if it was appended; false if a run of that name is there already.</returns>
    /// <exception cref="InvalidInputException">The file cannot be read or written.</exception>
    public static bool Append(BenchmarkRun run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (File.Exists(path) && Read(path, out _).Any(e => e.RunId == run.RunId))
            return false;

        string line = JsonDocumentFile.SerializeLine(HistoryEntry.Of(run)) + "\n";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            using FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

            // A line that an interrupted writer left unfinished must not swallow the new one.
            if (stream.Length > 0)
            {
                stream.Seek(-1, SeekOrigin.End);
                if (stream.ReadByte() != '\n')
                    line = "\n" + line;
            }

            stream.Seek(0, SeekOrigin.End);
            stream.Write(Encoding.UTF8.GetBytes(line));
            stream.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException($"{path} cannot be appended to: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a history in the order of time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problems">Lines that were left out, with the reason; the others are still used.</param>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static IReadOnlyList<HistoryEntry> Read(string path, out IReadOnlyList<string> problems)
    {
        List<HistoryEntry> entries = [];
        List<string> wrong = [];
        int number = 0;
        foreach (string line in JsonDocumentFile.ReadText(path).Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string source = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}, line {number}");
            try
            {
                HistoryEntry entry = JsonDocumentFile.Parse<HistoryEntry>(line, source, "history entry", HistoryEntry.CurrentSchemaVersion);
                if (entry.Cases.Any(c => !(c.MedianSeconds > 0 && c.MedianSeconds < double.MaxValue)))
                    throw new InvalidInputException($"{source}: a case has no positive, finite median_seconds.");
                entries.Add(entry);
            }
            catch (InvalidInputException exception)
            {
                wrong.Add(exception.Message);
            }
        }

        problems = wrong;
        return [.. entries.OrderBy(e => e.StartedUtc)];
    }
}
