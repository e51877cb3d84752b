using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CommandLines;
using Schemes.Distributed;
using Schemes.Memory;
using Yolov5.Cli.Commands.Launch;
using Yolov5.Cli.Output;
using Yolov5.Models;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary><c>yolo5 train</c></summary>
internal sealed class TrainCommand : Command
{
    private readonly TrainOptions _options = new();
    private readonly Option<string?> _json = CommonOptions.Json();

    public TrainCommand(CancellationToken stop)
        : base("train", "Trains a detector.\n\n  yolo5 train --data datasets/coco128.yaml --weights yolov5s.pt --imgsz 640 --epochs 3\n  yolo5 train --resume\n  yolo5 train --data datasets/coco128.yaml --weights yolov5s.pt --epochs 10 --cache --evolve 300")
    {
        foreach (Option option in (Option[])[.. _options.All, _json])
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    /// <summary>Options that describe the training.</summary>
    internal TrainOptions Training => _options;

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        LaunchedRank? rank = _options.Ranks.Launched(parsed);
        bool isFirst = rank is null or { Rank: 0 };
        if (isFirst)
            OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        if (_options.Evolution.Generations(parsed, _options.Run) is { } generations)
        {
            return rank is null ? Evolve(parsed, generations, stop)
                : throw new InvalidInputException("--evolve: generations are trained by one process, as in the reference; start it without a launcher.");
        }

        string? restarted = LaunchedProcess.RestartedRun;
        SavedTraining? saved = restarted is null ? _options.ReadResumed(parsed, [_json]) : Restarted(restarted);
        if (saved is { IsFinished: true })
        {
            if (isFirst)
                Console.WriteLine($"{saved.Path}: the training had ended when its process died; its last plots and --json may be missing.");
            return 0;
        }

        string path = saved is not null ? RunFolder.Of(saved.Path).Path : restarted ?? _options.Run.Folder(parsed);
        if (isFirst)
            OutputPlaces.Folder("--project", path);
        using ProgressLine line = new(isShown: isFirst);
        TrainingLog log = new(isFirst ? line.Finish : _ => { });
        TrainRequest request = saved is null ? _options.Read(parsed, log.Line) : _options.Resume(parsed, saved);
        if (rank is not null)
        {
            RankOptions.Check(request, rank);
            request = request with { Config = request.Config with { Device = RankOptions.Device(rank, request.Config.Device) } };
        }

        using ProcessGroup? ranks = rank is null ? null : _options.Ranks.Join(parsed, rank, request.Config.Device);
        if (restarted is not null && ranks is not null)
            RankOptions.CheckRestart(ranks, restarted, saved is not null);
        (TrainingData data, TrainingConfig config) = Prepare(parsed, request, rank, ranks, line, log, stop);

        RunFolder? folder = !isFirst ? null
            : saved is null && restarted is null ? _options.Run.Begin(parsed)
            : new RunFolder(path);
        if (folder is not null)
            log.WriteTo(folder.PathOf("training.log"));
        LaunchedProcess.Tell(RankOptions.PathOfFirst(ranks, folder?.Path ?? path));

        (long batches, double seconds) = (0, 0);
        Trainer trainer = new(config, data, folder, saved)
        {
            Ranks = ranks,
            Options = saved?.Options ?? _options.Values(parsed, config, folder),
            Started = session => Report(session, saved, log),
            Progress = line.Training(config.Epochs),
            ValidationProgress = line.Validation(),
            Notice = log.Line,
            Problem = isFirst ? log.Line : text => Console.Error.WriteLine(RankOptions.Named(text)),
            EpochEnded = epoch =>
            {
                (batches, seconds) = (batches + epoch.Training.Losses.Count, seconds + epoch.Training.Elapsed.TotalSeconds);
                log.Line(TrainingText.Of(epoch));
            },
        };
        TrainingResult result = trainer.Run(stop);
        if (config.Run.MostBatches is not null)
            log.Line(TrainingText.OfQuickTest(result.Last, batches, seconds));
        log.Line(config.Run.ValidatesNever
            ? "Not validated."
            : string.Create(CultureInfo.InvariantCulture, $"Best: epoch {result.Best.Epoch + 1}, mAP@0.5 {result.Best.Map50:F4}, mAP@0.5:0.95 {result.Best.Map50To95:F4}"));
        log.Line($"Weights: {result.BestWeights}");
        if (isFirst)
            WriteFigures(parsed, ResultJson.Of(result));
        return 0;
    }

    private int Evolve(ParseResult parsed, int generations, CancellationToken stop)
    {
        string path = OutputPlaces.Folder("--project", _options.Run.EvolutionFolder(parsed));
        using ProgressLine line = new();
        TrainingLog log = new(line.Finish);
        (TrainingData data, TrainingConfig config) = Prepare(parsed, _options.Read(parsed, log.Line), rank: null, ranks: null, line, log, stop);
        WriteFigures(parsed, new EvolutionRun(config, data, path, folder => _options.Values(parsed, config, folder), line, log).Run(generations, stop));
        return 0;
    }

    // Scans the data, and settles what the request left open.
    private (TrainingData Data, TrainingConfig Config) Prepare(
        ParseResult parsed, TrainRequest request, LaunchedRank? rank, ProcessGroup? ranks, ProgressLine line, TrainingLog log, CancellationToken stop)
    {
        int beside = ranks is null ? 1 : RankOptions.OnThisMachine(ranks);
        CommonOptions.UseCores(beside);
        TrainingData data = Load(request, rank, ranks, line, stop);
        line.Clear();
        if (rank is null or { Rank: 0 })
            DataReport.Print(data);
        TrainingConfig config = SamplingCommandOptions.WithCacheThatFits(request.Resolve(data, log.Line, stop), data, beside, log.Line);
        DeviceMemory.SetCpuBudget(request.MemoryBudget);
        return (data, config with { Workers = _options.WorkersOf(parsed, config.Workers, beside) });
    }

    private void WriteFigures(ParseResult parsed, JsonObject figures)
    {
        if (parsed.GetValue(_json) is { } json)
            FiguresFile.Write(json, figures);
    }

    // A run that died before it was saved begins anew, in its folder.
    private static SavedTraining? Restarted(string run)
    {
        string last = Path.Combine(run, "weights", "last.pt");
        return File.Exists(last) ? SavedTraining.Read(last) : null;
    }

    // One rank of a machine scans first; the others read what it has kept.
    private static TrainingData Load(TrainRequest request, LaunchedRank? rank, ProcessGroup? ranks, ProgressLine line, CancellationToken stop)
    {
        if (rank is { LocalRank: > 0 })
            ranks?.Barrier();
        TrainingData data = SamplingCommandOptions.Apply(request.Config, TrainingData.Load(request.Config.Data, line.Files("scanning"), request.Config.Pairs, stop));
        if (rank is { LocalRank: 0 })
            ranks?.Barrier();
        return data;
    }

    private static void Report(TrainingSession session, SavedTraining? saved, TrainingLog log)
    {
        TrainingConfig config = session.Config;
        if (session.Transfer is { } transfer)
        {
            string files = string.Join(" and ", ((string?[])[config.Weights, config.RgbWeights, config.EventWeights]).OfType<string>());
            log.Line($"Weights: {transfer} entries from {files}");
            foreach (WeightPart part in transfer.Parts)
                log.Line($"  {part}");
            if (transfer.IsMostlyFresh)
                log.Line($"WARNING: fewer than half of the network's weights come from {files}; the rest begins at random. Is {session.Model.Description.Name} the network that they are for?");
        }
        else if (saved is null)
        {
            log.Line("Weights: random");
        }

        if (session.Step.Ranks is { } ranks)
            log.Line($"{ranks.WorldSize} ranks with {config.BatchSize / ranks.WorldSize} images of each batch{(config.SyncBatchNorm ? ", batch norm over all of them" : "")}");
        else if (config.SyncBatchNorm)
            log.Line("--sync-bn: there is one rank, whose batch norm sees the whole batch already.");
        if (saved is not null)
            log.Line($"Resumed from {saved.Path}.");
        if (config.FrozenLayers.Count > 0)
            log.Line($"Frozen layers: {string.Join(", ", config.FrozenLayers)}");
        log.Line($"Scheme {config.Scheme.Id}: {TrainingText.Of(config, session.Model.Description.Name)}");
    }
}
