using System.CommandLine;
using System.Globalization;
using CommandLines;
using Schemes;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary><c>yolo5 train</c></summary>
internal sealed class TrainCommand : Command
{
    private readonly TrainOptions _options = new();
    private readonly Option<string?> _json = CommonOptions.Json();

    public TrainCommand(CancellationToken stop)
        : base("train", "Trains a detector.\n\n  yolo5 train --data datasets/coco128.yaml --weights yolov5s.pt --imgsz 640 --epochs 3\n  yolo5 train --resume")
    {
        foreach (Option option in (Option[])[.. _options.All, _json])
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    /// <summary>Options that describe the training.</summary>
    internal TrainOptions Training => _options;

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        SavedTraining? saved = _options.ReadResumed(parsed, [_json]);
        string path = saved is null ? _options.Run.Folder(parsed) : RunFolder.Of(saved.Path).Path;
        OutputPlaces.Folder("--project", path);
        CommonOptions.UseAllCores();
        using ProgressLine line = new();
        TrainingLog log = new(line.Finish);
        TrainRequest request = saved is null ? _options.Read(parsed, log.Line) : _options.Resume(parsed, saved);
        TrainingData data = SamplingCommandOptions.Apply(request.Config, TrainingData.Load(request.Config.Data, line.Files("scanning"), stop));
        line.Clear();
        DataReport.Print(data);
        TrainingConfig config = SamplingCommandOptions.WithCacheThatFits(request.Resolve(data, log.Line, stop), data, log.Line);
        DeviceMemory.SetCpuBudget(request.MemoryBudget);
        RunFolder folder = saved is null ? _options.Run.Begin(parsed) : new RunFolder(path);
        log.WriteTo(folder.PathOf("training.log"));
        Trainer trainer = new(config, data, folder, saved)
        {
            Options = saved?.Options ?? _options.Values(parsed, config, folder),
            Started = session => Report(session, saved, log),
            Progress = line.Training(config.Epochs),
            ValidationProgress = line.Validation(),
            Notice = log.Line,
            EpochEnded = epoch => log.Line(TrainingText.Of(epoch)),
        };
        TrainingResult result = trainer.Run(stop);
        log.Line(config.Run.ValidatesNever
            ? "Not validated."
            : string.Create(CultureInfo.InvariantCulture, $"Best: epoch {result.Best.Epoch + 1}, mAP@0.5 {result.Best.Map50:F4}, mAP@0.5:0.95 {result.Best.Map50To95:F4}"));
        log.Line($"Weights: {result.BestWeights}");
        if (parsed.GetValue(_json) is { } json)
            FiguresFile.Write(json, ResultJson.Of(result));
        return 0;
    }

    private static void Report(TrainingSession session, SavedTraining? saved, TrainingLog log)
    {
        TrainingConfig config = session.Config;
        if (session.Transfer is { } transfer)
        {
            log.Line($"Weights: {transfer} entries from {config.Weights}");
            if (transfer.IsMostlyFresh)
                log.Line($"WARNING: fewer than half of the network's weights come from {config.Weights}; the rest begins at random. Is {session.Model.Description.Name} the network that they are for?");
        }

        if (saved is not null)
            log.Line($"Resumed from {saved.Path}.");
        if (config.FrozenLayers.Count > 0)
            log.Line($"Frozen layers: {string.Join(", ", config.FrozenLayers)}");
        log.Line($"Scheme {config.Scheme.Id}: {TrainingText.Of(config, session.Model.Description.Name)}");
    }
}
