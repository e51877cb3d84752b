using Reports.Model;

namespace Reports.Json;

/// <summary>A measurement over ranks as JSON.</summary>
public static class ScalingJson
{
    /// <summary>Writes it; the target appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(ScalingResult scaling, string path)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        AtomicFile.WriteText(path, JsonDocumentFile.Serialize(scaling), createFolder: true);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidInputException">The file is absent, empty, truncated, of a newer schema or something else.</exception>
    public static ScalingResult Read(string path) => JsonDocumentFile.Read<ScalingResult>(path, "scaling measurement", ScalingResult.CurrentSchemaVersion);
}
