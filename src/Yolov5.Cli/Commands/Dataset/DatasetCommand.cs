using System.CommandLine;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary><c>yolo5 dataset</c></summary>
internal sealed class DatasetCommand : Command
{
    public DatasetCommand(CancellationToken stop)
        : base("dataset", "Creates, checks, converts and describes data sets.")
    {
        Add(new CreateCommand(stop));
        Add(new VerifyCommand(stop));
        Add(new ConvertCommand(stop));
        Add(new StatsCommand(stop));
    }
}
