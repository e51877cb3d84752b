using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Files;

/// <summary>
/// Reads JSON into records. Unknown, missing and repeated keys, values of another type and values that a
/// <see cref="ValidationAttribute"/> of the property refuses are errors that name the source, the key, the value and what
/// is allowed.
/// </summary>
public static class StrictJson
{
    private const int LongestQuote = 60;

    /// <summary>Names in snake_case, enumerations as their names; unknown and repeated keys are errors.</summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>Reads a file in UTF-8.</summary>
    /// <typeparam name="T">Type of the document.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="type">Contract of the type; null reads it with <see cref="Options"/>.</param>
    /// <param name="mostBytes">Length of the longest file that is read.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or does not hold such a document.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T>? type = null, long mostBytes = int.MaxValue) =>
        Parse(TextFile.ReadUtf8(path, mostBytes), path, type);

    /// <summary>Reads a text.</summary>
    /// <typeparam name="T">Type of the document.</typeparam>
    /// <param name="json">The text.</param>
    /// <param name="source">Names the text in errors.</param>
    /// <param name="type">Contract of the type; null reads it with <see cref="Options"/>.</param>
    /// <exception cref="InvalidInputException">The text does not hold such a document.</exception>
    public static T Parse<T>(string json, string source, JsonTypeInfo<T>? type = null) =>
        Parse(Encoding.UTF8.GetBytes(json), source, type);

    private static T Parse<T>(byte[] json, string source, JsonTypeInfo<T>? type)
    {
        type ??= (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Check(document.RootElement, type, key: null, path: "");
            return document.RootElement.Deserialize(type)!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException($"{source}: {Explained(exception)}", exception);
        }
    }

    /// <summary>Finds the first value that does not fit its place.</summary>
    private static void Check(JsonElement element, JsonTypeInfo type, JsonKey? key, string path)
    {
        if (element.ValueKind == JsonValueKind.Null && (key is null ? Nullable.GetUnderlyingType(type.Type) is not null : key.Property.IsSetNullable))
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                CheckKeys(element, type, path);
                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object:
                foreach (JsonProperty entry in element.EnumerateObject())
                    Check(entry.Value, ItemsOf(type), key: null, Join(path, entry.Name));
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                    Check(item, ItemsOf(type), key: null, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"));
                break;
            case not JsonTypeInfoKind.None:
                throw Wrong(element, type, key, path);
        }

        if (type.Kind == JsonTypeInfoKind.None || key is { Limits.Count: > 0 })
            CheckValue(element, type, key, path);
    }

    private static void CheckKeys(JsonElement element, JsonTypeInfo type, string path)
    {
        IReadOnlyList<JsonKey> keys = JsonKey.Of(type);
        bool mayHaveOthers = (type.UnmappedMemberHandling ?? type.Options.UnmappedMemberHandling) == JsonUnmappedMemberHandling.Skip;
        foreach (JsonProperty member in element.EnumerateObject())
        {
            JsonKey? key = keys.FirstOrDefault(key => member.NameEquals(key.Name));
            if (key is null && !mayHaveOthers)
                throw new JsonException($"'{Join(path, member.Name)}' is not a known key; known are {string.Join(", ", keys.Select(known => known.Name))}.");

            // A property with a converter of its own is checked by that when it is read.
            if (key is { Property.CustomConverter: null })
                Check(member.Value, type.Options.GetTypeInfo(key.Property.PropertyType), key, Join(path, key.Name));
        }

        if (keys.FirstOrDefault(key => key.Property.IsRequired && !element.TryGetProperty(key.Name, out _)) is { } missing)
            throw new JsonException($"the key '{Join(path, missing.Name)}' is missing.");
    }

    private static void CheckValue(JsonElement element, JsonTypeInfo type, JsonKey? key, string path)
    {
        object? value;
        try
        {
            value = element.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Wrong(element, type, key, path);
        }

        // JSON has no infinity, but numbers that are too large become one.
        bool isTooLarge = element.ValueKind == JsonValueKind.Number && value is double.PositiveInfinity or double.NegativeInfinity;
        bool isNoName = value is Enum name && !Enum.IsDefined(name.GetType(), name);
        if (value is null || isTooLarge || isNoName || key?.Limits.All(limit => limit.IsValid(value)) == false)
            throw Wrong(element, type, key, path);
    }

    private static JsonTypeInfo ItemsOf(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);

    private static JsonException Wrong(JsonElement element, JsonTypeInfo type, JsonKey? key, string path) =>
        new($"{(path.Length == 0 ? "holds" : path + " is")} {Described(element)}; {Allowed(type, key)} is expected.");

    private static string Allowed(JsonTypeInfo type, JsonKey? key)
    {
        IReadOnlyList<ValidationAttribute> limits = key?.Limits ?? [];
        if (limits.FirstOrDefault(limit => limit.ErrorMessage is not null) is { } worded)
            return worded.ErrorMessage!;
        Type value = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        string what = type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "a list",
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object of keys and values",
            _ when value.IsEnum => $"one of {string.Join(", ", Enum.GetValues(value).Cast<object>().Select(name => JsonSerializer.SerializeToElement(name, value, type.Options).GetString()))}",
            _ => Type.GetTypeCode(value) switch
            {
                TypeCode.Boolean => "true or false",
                TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
                >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
                TypeCode.String => "a text",
                _ => $"a {value.Name}",
            },
        };
        return limits.OfType<RangeAttribute>().FirstOrDefault() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{what} from {range.Minimum} to {range.Maximum}")
            : what;
    }

    private static string Described(JsonElement element)
    {
        string text = element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => element.GetRawText(),
        };
        return text.Length <= LongestQuote ? text : $"{text.AsSpan(0, LongestQuote - 3)}...";
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The message of a check, or that of the parser with its place.</summary>
    private static string Explained(Exception exception)
    {
        string message = exception.Message;
        int end = message.IndexOf(" Path:", StringComparison.Ordinal) is >= 0 and int path ? path : message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = end < 0 ? message : message[..end];
        return exception switch
        {
            JsonException { Path: { Length: > 2 } place } => $"{place[2..]}: {message}",
            JsonException { LineNumber: { } line } => string.Create(CultureInfo.InvariantCulture, $"line {line + 1}: is not valid JSON: {message}"),
            _ => message,
        };
    }

    private static JsonSerializerOptions MakeOptions()
    {
        JsonSerializerOptions options = new(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
