using System.Globalization;
using System.Text.Json;

namespace Schemes.Json;

/// <summary>
/// An object in a JSON file of settings, read strictly: a key that is unknown or stands twice, a value of another type or
/// outside its range is an error that names the key, the value and what is allowed.
/// </summary>
internal sealed class JsonSettings
{
    // Settings are a few lines; far more than that is not such a file.
    private const int MostCharacters = 1 << 20;
    private const int LongestQuote = 60;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly JsonElement _object;
    private readonly string _path;

    private JsonSettings(JsonElement element, string path)
    {
        _object = element.ValueKind == JsonValueKind.Object
            ? element
            : throw new SchemeFormatException($"{(path.Length == 0 ? "holds" : path + " is")} {Described(element)}; an object of keys and values is expected.");
        _path = path;
    }

    /// <summary>The keys in their order.</summary>
    public IEnumerable<string> Keys => _object.EnumerateObject().Select(property => property.Name);

    /// <summary>Reads the object that a text holds.</summary>
    /// <exception cref="SchemeFormatException">The text is no JSON object.</exception>
    public static JsonSettings Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MostCharacters)
            throw new SchemeFormatException($"{text.Length} characters are too many for settings (at most {MostCharacters}).");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Options);
            return new JsonSettings(document.RootElement.Clone(), "");
        }
        catch (JsonException exception)
        {
            string place = exception.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}: ") : "";
            throw new SchemeFormatException($"{place}is not valid JSON: {FirstSentence(exception.Message)}", exception);
        }
    }

    /// <summary>Complains about the first key that is not known.</summary>
    public void AllowOnly(params IReadOnlyCollection<string> known)
    {
        if (Keys.FirstOrDefault(key => !known.Contains(key)) is { } key)
            throw new SchemeFormatException($"'{Name(key)}' is not a known key; known are {string.Join(", ", known)}.");
    }

    /// <summary>Whether a key is there.</summary>
    public bool Has(string key) => _object.TryGetProperty(key, out _);

    /// <summary>The object of a key that must be there.</summary>
    public JsonSettings Object(string key) => new(Get(key), Name(key));

    /// <summary>The text of a key that must be there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isAllowed">Which texts are allowed.</param>
    /// <param name="allowed">The same in words.</param>
    public string Text(string key, Func<string, bool> isAllowed, string allowed) =>
        Get(key) is { ValueKind: JsonValueKind.String } element && element.GetString() is { } text && isAllowed(text) ? text : throw Wrong(key, allowed);

    /// <summary>The value that a key's text names; a default where the key is absent.</summary>
    public T Choice<T>(string key, T absent, params IReadOnlyList<(string Name, T Value)> choices)
    {
        if (!Has(key))
            return absent;
        string text = Text(key, given => choices.Any(choice => choice.Name == given), $"one of {string.Join(", ", choices.Select(choice => choice.Name))}");
        return choices.First(choice => choice.Name == text).Value;
    }

    /// <summary>The whole number of a key; a default where the key is absent.</summary>
    public int Integer(string key, int absent, int least, int most)
    {
        if (!Has(key))
            return absent;
        return Get(key) is { ValueKind: JsonValueKind.Number } element && element.TryGetInt32(out int value) && value >= least && value <= most
            ? value
            : throw Wrong(key, $"a whole number from {least} to {most}");
    }

    /// <summary>The number of a key that must be there.</summary>
    public double Number(string key, double least, double most) =>
        Get(key) is { ValueKind: JsonValueKind.Number } element && element.TryGetDouble(out double value) && value >= least && value <= most
            ? value
            : throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    /// <summary>True or false; a default where the key is absent.</summary>
    public bool Boolean(string key, bool absent) => !Has(key) ? absent : Get(key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>The complaint that a key's value is not what it must be.</summary>
    public SchemeFormatException Wrong(string key, string allowed) =>
        new($"{Name(key)} is {Described(Get(key))}; {allowed} is expected.");

    private JsonElement Get(string key) => _object.TryGetProperty(key, out JsonElement value)
        ? value
        : throw new SchemeFormatException($"the key '{Name(key)}' is missing.");

    private string Name(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private static string Described(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return "an object";
            case JsonValueKind.Array:
                return "a list";
            default:
                string raw = element.GetRawText();
                return raw.Length <= LongestQuote ? raw : $"{raw.AsSpan(0, LongestQuote - 3)}...";
        }
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
