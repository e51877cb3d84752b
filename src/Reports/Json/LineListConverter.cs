using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reports.Json;

/// <summary>Writes each item of a long list on a line of its own instead of a line per field.</summary>
/// <typeparam name="T">The item.</typeparam>
internal sealed class LineListConverter<T> : JsonConverter<IReadOnlyList<T>>
    where T : class
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A list is expected.");

        List<T> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(JsonSerializer.Deserialize(ref reader, JsonDocumentFile.LineTypeInfo<T>())
                ?? throw new JsonException("A list holds null."));
        }

        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (T item in value)
            writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(item, JsonDocumentFile.LineTypeInfo<T>()), skipInputValidation: true);
        writer.WriteEndArray();
    }
}
