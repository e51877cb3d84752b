using Reports.Model;

namespace Reports.Json;

/// <summary>A run as JSON: the one file that every report can be made from again.</summary>
public static class RunJson
{
    /// <summary>The run as JSON text.</summary>
    public static string ToJson(BenchmarkRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return JsonDocumentFile.Serialize(run);
    }

    /// <summary>Writes the run; the target appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(BenchmarkRun run, string path) => AtomicFile.WriteText(path, ToJson(run), createFolder: true);

    /// <summary>Reads a run.</summary>
    /// <exception cref="InvalidInputException">The file is absent, empty, truncated, of a newer schema or not a run.</exception>
    public static BenchmarkRun Read(string path)
    {
        BenchmarkRun run = JsonDocumentFile.Read<BenchmarkRun>(path, "run", BenchmarkRun.CurrentSchemaVersion);
        RunValidation.Check(run, path);
        return run;
    }

    /// <summary>Reads a run from text; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="InvalidInputException">The text is not a complete run.</exception>
    public static BenchmarkRun Parse(string text, string source)
    {
        BenchmarkRun run = JsonDocumentFile.Parse<BenchmarkRun>(text, source, "run", BenchmarkRun.CurrentSchemaVersion);
        RunValidation.Check(run, source);
        return run;
    }
}
