using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reports.Json;

/// <summary>
/// Writes a list of numbers on one line, so that an indented file with raw times stays readable and its differences
/// stay small. Numbers round-trip exactly; NaN and infinities are the strings "NaN", "Infinity", "-Infinity".
/// </summary>
internal sealed class NumberListConverter : JsonConverter<IReadOnlyList<double>>
{
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A list of numbers is expected.");

        List<double> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.TokenType switch
            {
                JsonTokenType.Number when reader.TryGetDouble(out double value) => value,
                JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => double.NaN,
                JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
                JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
                _ => throw new JsonException("A list of numbers holds something else."),
            });
        }

        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options)
    {
        StringBuilder text = new("[");
        for (int i = 0; i < value.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            double number = value[i];
            string literal = number.ToString("R", CultureInfo.InvariantCulture);
            text.Append(double.IsFinite(number) ? literal : $"\"{literal}\"");
        }

        writer.WriteRawValue(text.Append(']').ToString());
    }
}
