using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Reports.Json;

/// <summary>Reads and writes one versioned document as a JSON file, with errors that a user can act on.</summary>
internal static class JsonDocumentFile
{
    private static readonly ModelJsonContext LineContext = new(new JsonSerializerOptions(ModelJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = false,
    });

    private static readonly ModelJsonContext Context = new(new JsonSerializerOptions(ModelJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Context.GetTypeInfo(typeof(T))!;

    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, TypeInfo<T>()) + "\n";

    /// <summary>The value on one line.</summary>
    public static string SerializeLine<T>(T value) => JsonSerializer.Serialize(value, LineTypeInfo<T>());

    /// <summary>Contract that writes a value on one line.</summary>
    public static JsonTypeInfo<T> LineTypeInfo<T>() => (JsonTypeInfo<T>)LineContext.GetTypeInfo(typeof(T))!;

    /// <param name="path">The file.</param>
    /// <param name="what">Kind of document that the file should hold, for messages: <c>run</c>.</param>
    /// <param name="newestVersion">Newest schema that can be read.</param>
    public static T Read<T>(string path, string what, int newestVersion) =>
        Parse<T>(ReadText(path), path, what, newestVersion);

    public static T Parse<T>(string text, string source, string what, int newestVersion)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new InvalidInputException($"{source} is empty; the JSON of a {what} is expected. Was its writing interrupted?");

        // The version is checked first, since a newer file may otherwise fail to bind with a misleading error.
        string place = $"{source} is not the complete JSON of a {what}";
        int version = StrictJson.Parse<Versioned>(text, place).SchemaVersion;
        return version <= newestVersion
            ? StrictJson.Parse(text, place, TypeInfo<T>())
            : throw new InvalidInputException($"{source} was written by a newer version of this suite (schema {version}; this one reads up to {newestVersion}). Update this checkout to read it.");
    }

    public static string ReadText(string path) => Encoding.UTF8.GetString(TextFile.ReadUtf8(path));

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record Versioned
    {
        [Range(1, int.MaxValue)]
        public required int SchemaVersion { get; init; }
    }
}
