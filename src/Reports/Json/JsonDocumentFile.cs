using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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

    /// <summary>How a value is written on one line.</summary>
    public static JsonTypeInfo<T> LineTypeInfo<T>() => (JsonTypeInfo<T>)LineContext.GetTypeInfo(typeof(T))!;

    /// <param name="path">The file.</param>
    /// <param name="what">What the file should hold, for messages: <c>run</c>.</param>
    /// <param name="newestVersion">Newest schema that can be read.</param>
    public static T Read<T>(string path, string what, int newestVersion) =>
        Parse<T>(ReadText(path), path, what, newestVersion);

    public static T Parse<T>(string text, string source, string what, int newestVersion)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ReportException($"{source} is empty; the JSON of a {what} is expected. Was its writing interrupted?");

        try
        {
            // The version is looked at before anything else: a newer file may fail to bind for reasons that only confuse.
            using (JsonDocument document = JsonDocument.Parse(text))
                CheckVersion(document.RootElement, source, what, newestVersion);
            return JsonSerializer.Deserialize(text, TypeInfo<T>())
                ?? throw new ReportException($"{source} holds null; the JSON of a {what} is expected.");
        }
        catch (JsonException exception)
        {
            string place = exception.Path is { Length: > 0 } path && path != "$" ? $" at {path}" : "";
            string line = exception.LineNumber is long number ? $" (line {number + 1})" : "";
            throw new ReportException(
                $"{source} is not the complete JSON of a {what}{place}{line}: {FirstSentence(exception.Message)}", exception);
        }
    }

    private static void CheckVersion(JsonElement root, string source, string what, int newestVersion)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("schema_version", out JsonElement element)
            || element.ValueKind != JsonValueKind.Number
            || !element.TryGetInt32(out int version)
            || version < 1)
        {
            throw new ReportException($"{source} is not the JSON of a {what}: it has no whole number \"schema_version\" of 1 or more.");
        }

        if (version > newestVersion)
        {
            throw new ReportException(
                $"{source} was written by a newer version of this suite (schema {version}; this one reads up to {newestVersion}). Update this checkout to read it.");
        }
    }

    public static string ReadText(string path)
    {
        if (Directory.Exists(path))
            throw new ReportException($"{path} is a folder; a JSON file is expected.");

        try
        {
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ReportException($"{path} does not exist.", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ReportException($"{path} is not a text file in UTF-8.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ReportException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0)
            end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
