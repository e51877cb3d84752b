using System.Globalization;
using System.Text;
using System.Text.Json;
using Reports.Charts;

namespace Reports.Html;

/// <summary>Charts as the JSON that the page's script draws; safe within a script element.</summary>
internal static class ChartJson
{
    public static string Write(IReadOnlyList<Chart> charts)
    {
        using MemoryStream stream = new();

        // The default encoder escapes <, > and &, so that no text can end the script element.
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            foreach (Chart chart in charts)
                WriteChart(writer, chart);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteChart(Utf8JsonWriter writer, Chart chart)
    {
        writer.WriteStartObject();
        writer.WriteString("id", chart.Id);
        if (chart.Group is not null)
            writer.WriteString("group", chart.Group);
        writer.WriteString("x_title", chart.XTitle);
        writer.WriteString("y_title", chart.YTitle);
        writer.WriteBoolean("x_logarithmic", chart.XLogarithmic);
        writer.WriteBoolean("y_from_zero", chart.YFromZero);
        if (chart.XRange is { } range)
            WriteNumbers(writer, "x_range", [range.Low, range.High]);
        if (chart.YMax is double max)
            writer.WriteNumber("y_max", max);
        WriteNumbers(writer, "x_ticks", chart.XTicks);
        WriteTexts(writer, "x_tick_labels", chart.XTickLabels);
        writer.WriteStartArray("series");
        foreach (ChartSeries series in chart.Series)
        {
            writer.WriteStartObject();
            writer.WriteString("name", series.Name);
            writer.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(series.Kind.ToString()));
            writer.WriteNumber("color", series.Color);
            writer.WriteNumber("style", series.Style);
            WriteNumbers(writer, "x", series.X);
            WriteNumbers(writer, "y", series.Y);
            WriteNumbers(writer, "low", series.Low);
            WriteNumbers(writer, "high", series.High);
            WriteTexts(writer, "labels", series.Labels);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Five digits are more than a screen can show; what is not finite is a gap.
    private static void WriteNumbers(Utf8JsonWriter writer, string name, IReadOnlyList<double>? values)
    {
        if (values is null)
            return;
        writer.WriteStartArray(name);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
                writer.WriteRawValue(value.ToString("G6", CultureInfo.InvariantCulture), skipInputValidation: true);
            else
                writer.WriteNullValue();
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
            return;
        writer.WriteStartArray(name);
        foreach (string text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
