using Reports.Advice;

namespace Reports.Json;

/// <summary>Findings of the adviser as JSON.</summary>
public static class AdviceJson
{
    /// <summary>The findings as JSON text.</summary>
    public static string ToJson(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return JsonDocumentFile.Serialize(advice);
    }

    /// <summary>Writes the findings; the target appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(AdviceResult advice, string path) => AtomicFile.WriteText(path, ToJson(advice), createFolder: true);

    /// <summary>Reads findings.</summary>
    /// <exception cref="InvalidInputException">The file is absent, empty, truncated, of a newer schema or something else.</exception>
    public static AdviceResult Read(string path) => JsonDocumentFile.Read<AdviceResult>(path, "piece of advice", AdviceResult.CurrentSchemaVersion);
}
