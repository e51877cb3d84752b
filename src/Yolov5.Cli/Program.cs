using System.CommandLine;
using CommandLines;
using Schemes;
using Schemes.Distributed;
using Yolov5;
using Yolov5.Cli.Commands.Dataset;
using Yolov5.Cli.Commands.Detect;
using Yolov5.Cli.Commands.EventFiles;
using Yolov5.Cli.Commands.Experiment;
using Yolov5.Cli.Commands.Export;
using Yolov5.Cli.Commands.Launch;
using Yolov5.Cli.Commands.Monitor;
using Yolov5.Cli.Commands.Train;
using Yolov5.Cli.Commands.Val;
using Yolov5.Sizing;

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C ends cleanly after the batch in hand; a second one ends at once.
    press.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

LaunchedProcess.Follow(stop.Cancel);
(string[] own, string[] launched) = LaunchCommand.Split(args);
RootCommand root = new("Trains, validates and runs YOLOv5 detectors, and watches the device they run on.")
{
    new TrainCommand(stop.Token),
    new LaunchCommand(launched, stop.Token),
    new ValCommand(stop.Token),
    new DatasetCommand(stop.Token),
    new DetectCommand(stop.Token),
    new EventsCommand(stop.Token),
    new ExportCommand(),
    new ExperimentCommand(stop.Token),
    new CompareCommand(),
    new MonitorCommand(stop.Token),
};

try
{
    if (ProcessProbe.TryServe(args, Console.Out))
        return 0;
    Output.SetUp();
    return new ProgramCommandLine(root, "yolo5", readsAsArgparse: true).Parse(own).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception) when (TorchDevices.LoadFailure is { } failure)
{
    Console.Error.WriteLine(failure);
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped; what was finished is kept.");
    return 130;
}
catch (InvalidInputException exception)
{
    Console.Error.WriteLine(RankOptions.Named(exception.Message));
    return 2;
}
catch (CollectiveException exception)
{
    Console.Error.WriteLine(exception.Message);
    return RankProcesses.LostAnother;
}
