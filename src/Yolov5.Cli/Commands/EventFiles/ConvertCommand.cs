using System.CommandLine;
using System.Globalization;
using CommandLines;
using Events;

namespace Yolov5.Cli.Commands.EventFiles;

/// <summary><c>yolo5 events convert</c></summary>
internal sealed class ConvertCommand : Command
{
    private readonly EventInput _input = new();
    private readonly Option<string> _output = new("--output") { Description = "File to write.", Required = true };
    private readonly Option<EventFormat?> _format = new("--format") { Description = "evt2, evt21, evt3, dat, csv or npz; by default the ending of the output decides: .raw (EVT 3.0), .dat, .csv, .npz." };
    private readonly Option<bool> _startAtZero = new("--start-at-zero") { Description = "Subtract the time of the first event from all." };

    public ConvertCommand(CancellationToken stop)
        : base("convert", "Writes the events of a file in another format.\n\n  yolo5 events convert recording.raw --output recording.npz")
    {
        _input.AddTo(this);
        foreach (Option option in new Option[] { _output, _format, _startAtZero })
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        string output = OutputPlaces.File("--output", parsed.GetValue(_output)!);
        EventFormat format = parsed.GetValue(_format) ?? EventFile.FormatOf(output)
            ?? throw new InvalidInputException($"--output {output}: the ending .raw, .dat, .csv or .npz is expected, or a --format.");
        using EventReader reader = _input.Open(parsed);
        SensorSize size = reader.Size ?? throw new InvalidInputException($"{reader.Name} does not name the size of its sensor; give it, such as --size 1280x720.");
        bool startsAtZero = parsed.GetValue(_startAtZero);
        long written = 0;
        EventFile.Write(output, format, size, writer =>
        {
            Copy(reader, writer, startsAtZero, stop);
            written = writer.Count;
        });
        string skipped = reader.Skipped == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {reader.Skipped} before the first time stamp left out");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output}: {written} events of {size}{skipped}"));
        return 0;
    }

    private static void Copy(EventReader reader, EventWriter writer, bool startsAtZero, CancellationToken stop)
    {
        CdEvent[] block = new CdEvent[1 << 13];
        long? start = startsAtZero ? null : 0;
        int count;
        while ((count = reader.Read(block)) > 0)
        {
            stop.ThrowIfCancellationRequested();
            Span<CdEvent> events = block.AsSpan(0, count);
            start ??= events[0].Time;
            if (start != 0)
            {
                foreach (ref CdEvent each in events)
                    each = each with { Time = each.Time - start.Value };
            }

            writer.Write(events);
        }
    }
}
