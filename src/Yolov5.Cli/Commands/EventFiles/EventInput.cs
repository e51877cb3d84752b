using System.CommandLine;
using Events;

namespace Yolov5.Cli.Commands.EventFiles;

/// <summary>The file of events that a verb reads, and the facts that it may leave out.</summary>
internal sealed class EventInput
{
    private readonly Argument<string> _file = new("file") { Description = $"File of events: {EventFile.KnownFormats}." };
    private readonly Option<string?> _size = new("--size") { Description = "Size of the sensor, such as 1280x720, if the file does not name it." };
    private readonly Option<string> _columns = new("--csv-columns") { Description = "Columns of a CSV file that does not name them.", DefaultValueFactory = _ => new EventReadOptions().CsvColumns };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_size);
        command.Add(_columns);
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, an option has a wrong value, or <c>--csv-columns</c> is given for another format.</exception>
    public EventReader Open(ParseResult parsed)
    {
        EventReader reader = EventFile.Open(parsed.GetValue(_file)!, new EventReadOptions
        {
            Size = parsed.GetValue(_size) is { } size ? SensorSize.Parse(size, "--size") : null,
            CsvColumns = parsed.GetValue(_columns)!,
        });
        if (reader.Format == EventFormat.Csv || parsed.GetResult(_columns) is not { Implicit: false })
            return reader;
        reader.Dispose();
        throw new InvalidInputException($"--csv-columns: {reader.Name} is no CSV file.");
    }
}
