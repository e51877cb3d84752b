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
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(SweepResult sweep, string path) => AtomicFile.WriteText(path, ToJson(sweep), createFolder: true);

    /// <summary>Reads a sweep.</summary>
    /// <exception cref="InvalidInputException">The file is absent, empty, truncated, of a newer schema or not a sweep.</exception>
    public static SweepResult Read(string path) => JsonDocumentFile.Read<SweepResult>(path, "sweep", SweepResult.CurrentSchemaVersion);
}
