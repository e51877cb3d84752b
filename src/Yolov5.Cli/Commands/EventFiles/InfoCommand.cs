using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CommandLines;
using Events;
using Yolov5.Cli.Output;

namespace Yolov5.Cli.Commands.EventFiles;

/// <summary><c>yolo5 events info</c></summary>
internal sealed class InfoCommand : Command
{
    private readonly EventInput _input = new();
    private readonly Option<string?> _json = CommonOptions.Json();

    public InfoCommand(CancellationToken stop)
        : base("info", "Reads a file of events to its end and prints format, size, counts, duration and rate.\n\n  yolo5 events info recording.raw")
    {
        _input.AddTo(this);
        Add(_json);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        using EventReader reader = _input.Open(parsed);
        EventStatistics statistics = EventStatistics.Of(reader, stop);
        string size = statistics.Size?.ToString() ?? $"not named; the coordinates need {statistics.Extent}";
        Print("format", statistics.Format.ToString().ToUpperInvariant());
        Print("sensor", size);
        Print("events", string.Create(CultureInfo.InvariantCulture, $"{statistics.Count}, {statistics.On} brighter, {statistics.Count - statistics.On} darker"));
        Print("time", string.Create(CultureInfo.InvariantCulture, $"{statistics.First} to {statistics.Last} microseconds, {statistics.Seconds:0.######} s"));
        Print("rate", string.Create(CultureInfo.InvariantCulture, $"{statistics.Rate:F0} events/s"));
        if (statistics.OutOfOrder > 0)
            Print("order", string.Create(CultureInfo.InvariantCulture, $"{statistics.OutOfOrder} events are earlier than the one before them"));
        if (statistics.Skipped > 0)
            Print("skipped", string.Create(CultureInfo.InvariantCulture, $"{statistics.Skipped} events before the first time stamp"));
        if (json is not null)
            FiguresFile.Write(json, Json(statistics));
        return 0;
    }

    private static void Print(string name, string value) => Console.WriteLine($"{name,-8} {value}");

    private static JsonObject Json(EventStatistics statistics) => new()
    {
        ["format"] = statistics.Format.ToString().ToLowerInvariant(),
        ["width"] = statistics.Size?.Width,
        ["height"] = statistics.Size?.Height,
        ["events"] = statistics.Count,
        ["on"] = statistics.On,
        ["off"] = statistics.Count - statistics.On,
        ["first_us"] = statistics.First,
        ["last_us"] = statistics.Last,
        ["seconds"] = statistics.Seconds,
        ["events_per_second"] = statistics.Rate,
        ["out_of_order"] = statistics.OutOfOrder,
        ["skipped"] = statistics.Skipped,
    };
}
