using System.CommandLine;

namespace Yolov5.Cli.Commands.EventFiles;

/// <summary><c>yolo5 events</c></summary>
internal sealed class EventsCommand : Command
{
    public EventsCommand(CancellationToken stop)
        : base("events", "Describes and converts files of an event camera, and makes frames of them.")
    {
        Add(new InfoCommand(stop));
        Add(new ConvertCommand(stop));
        Add(new FramesCommand(stop));
    }
}
