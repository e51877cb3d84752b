using System.Globalization;
using System.Text.Json.Nodes;
using Monitoring;

namespace Yolov5.Cli.Commands.Monitor;

/// <summary>Readings of a device as people and programs read them; a value that is not reported is a dash, or absent.</summary>
internal static class ReadingText
{
    private const double MiB = 1 << 20;

    public static string Utilization(double? share) => share is null ? "-" : Text($"{share * 100:F0} %");

    public static string Memory(long? bytes) => bytes is null ? "-" : Text($"{bytes / MiB:F0} MiB");

    public static string Temperature(double? celsius) => celsius is null ? "-" : Text($"{celsius:F0} °C");

    public static string Power(double? watts) => watts is null ? "-" : Text($"{watts:F0} W");

    /// <summary>One line for each reading, for output that is not a terminal.</summary>
    public static string Line(TimedReading sample)
    {
        DeviceReading reading = sample.Reading;
        return Text($"{sample.Time.TotalSeconds,8:F1} s  {Utilization(reading.Utilization),6}  {Memory(reading.UsedBytes)} of {Memory(reading.TotalBytes)}  {Temperature(reading.TemperatureCelsius)}  {Power(reading.PowerWatts)}");
    }

    public static JsonObject Json(TimedReading sample)
    {
        JsonObject json = new() { ["t_seconds"] = sample.Time.TotalSeconds };
        Put("utilization", sample.Reading.Utilization);
        Put("used_bytes", sample.Reading.UsedBytes);
        Put("total_bytes", sample.Reading.TotalBytes);
        Put("temperature_celsius", sample.Reading.TemperatureCelsius);
        Put("power_watts", sample.Reading.PowerWatts);
        return json;

        void Put<T>(string name, T? value)
            where T : struct
        {
            if (value is { } number)
                json[name] = JsonValue.Create(number);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
