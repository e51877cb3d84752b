using System.CommandLine;
using System.Globalization;
using CommandLines;
using Schemes;
using Schemes.Memory;
using Spectre.Console;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary><c>yolo5 train</c></summary>
internal sealed class TrainCommand : Command
{
    private readonly TrainOptions _options = new();
    private readonly Option<string> _project = new("--project") { Description = "Folder of the runs.", DefaultValueFactory = _ => Path.Combine("runs", "train") };
    private readonly Option<string> _name = new("--name") { Description = "Name of the run.", DefaultValueFactory = _ => "exp" };
    private readonly Option<string?> _json = CommonOptions.Json();

    public TrainCommand(CancellationToken stop)
        : base("train", "Trains a detector.\n\n  yolo5 train --data datasets/coco128.yaml --weights yolov5s.pt --cfg yolov5s --imgsz 640 --epochs 3")
    {
        foreach (Option option in (Option[])[.. _options.All, _project, _name, _json])
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    /// <summary>Options that describe the training.</summary>
    internal TrainOptions Training => _options;

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        OutputPlaces.Folder("--project", RunFolder.Next(parsed.GetValue(_project)!, parsed.GetValue(_name)!));
        CommonOptions.UseAllCores();
        TrainRequest request = _options.Read(parsed);
        TrainingData data = SamplingCommandOptions.Apply(request.Config, TrainingData.Load(request.Config.Data, cancellationToken: stop));
        DataReport.Print(data);
        TrainingConfig config = SamplingCommandOptions.WithCacheThatFits(request.Resolve(data, Console.WriteLine, stop), data, Console.WriteLine);
        DeviceMemory.SetCpuBudget(request.MemoryBudget);
        RunFolder folder = new(RunFolder.Next(parsed.GetValue(_project)!, parsed.GetValue(_name)!));
        using ProgressLine line = new();
        Trainer trainer = new(config, data, folder)
        {
            Started = PrintSession,
            Progress = line.Training(config.Epochs),
            ValidationProgress = line.Validation(),
            Notice = line.Finish,
            EpochEnded = epoch => line.Finish(Describe(epoch)),
        };
        TrainingResult result = trainer.Run(stop);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Best: epoch {result.Best.Epoch + 1}, mAP@0.5 {result.Best.Validation.Metrics.Map50:F4}, mAP@0.5:0.95 {result.Best.Validation.Metrics.Map50To95:F4}");
        AnsiConsole.MarkupLineInterpolated($"Weights: [bold]{result.BestWeights}[/]");
        if (parsed.GetValue(_json) is { } json)
            FiguresFile.Write(json, ResultJson.Of(result));
        return 0;
    }

    private static void PrintSession(TrainingSession session)
    {
        if (session.Transfer is { } transfer)
            AnsiConsole.MarkupLineInterpolated($"Weights: {transfer} entries from {session.Config.Weights}");
        TrainingConfig config = session.Config;
        AnsiConsole.MarkupLineInterpolated($"Scheme {config.Scheme.Id}: {config.Model}, {config.ImageSize} px, batch {config.BatchSize}, {config.Epochs} epochs, {config.Workers} workers on {config.Device}, libtorch {TorchDevices.LibTorchVersion}, {torch.get_num_threads()} threads");
    }

    private static string Describe(EpochSummary epoch)
    {
        LossItems loss = epoch.Training.MeanLoss;
        var metrics = epoch.Validation.Metrics;
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch + 1}/{epoch.Epochs}  box {loss.Box:F4}  obj {loss.Objectness:F4}  cls {loss.Class:F4}  P {metrics.Precision:F3}  R {metrics.Recall:F3}  mAP@0.5 {metrics.Map50:F3}  mAP@0.5:0.95 {metrics.Map50To95:F3}  {epoch.Training.Elapsed.TotalSeconds:F1} s");
    }
}
