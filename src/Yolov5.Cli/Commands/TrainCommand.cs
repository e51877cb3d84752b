using System.CommandLine;
using System.Globalization;
using Schemes.Memory;
using Spectre.Console;
using Yolov5.Cli.Output;
using Yolov5.Data;
using Yolov5.Optimization;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Yolov5.Cli.Commands;

/// <summary><c>yolo5 train</c></summary>
internal sealed class TrainCommand : Command
{
    private readonly Option<string> _weights = new("--weights") { Description = "A .pt file to start from; empty starts from random weights.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _cfg = new("--cfg") { Description = "yolov5n, s, m, l, x, or a model YAML.", DefaultValueFactory = _ => "yolov5s" };
    private readonly Option<string> _data = new("--data") { Description = "The dataset YAML.", Required = true };
    private readonly Option<string?> _hyp = new("--hyp") { Description = "A YAML of hyper-parameters." };
    private readonly Option<int> _imageSize = CommonOptions.ImageSize();
    private readonly Option<int> _batchSize = new("--batch-size") { Description = "Images of a batch; -1 looks for the largest that fits.", DefaultValueFactory = _ => 16 };
    private readonly Option<string?> _memoryBudget = CommonOptions.MemoryBudget();
    private readonly Option<int> _epochs = new("--epochs") { Description = "Epochs.", DefaultValueFactory = _ => 100 };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<long> _seed = new("--seed") { Description = "Seed of weights, order and augmentation.", DefaultValueFactory = _ => 0 };
    private readonly Option<OptimizerKind> _optimizer = new("--optimizer") { Description = "SGD, Adam or AdamW.", DefaultValueFactory = _ => OptimizerKind.Sgd };
    private readonly Option<string> _scheme = new("--scheme") { Description = "How a step is computed: baseline, mixed_precision, gradient_checkpoint ...", DefaultValueFactory = _ => "baseline" };
    private readonly Option<bool> _cosine = new("--cos-lr") { Description = "Let the learning rate fall along a cosine." };
    private readonly Option<bool> _cache = new("--cache") { Description = "Keep decoded images in memory." };
    private readonly Option<int> _workers = CommonOptions.Workers();
    private readonly Option<string> _project = new("--project") { Description = "Folder of the runs.", DefaultValueFactory = _ => Path.Combine("runs", "train") };
    private readonly Option<string> _name = new("--name") { Description = "Name of the run.", DefaultValueFactory = _ => "exp" };
    private readonly Option<string?> _json = CommonOptions.Json();

    public TrainCommand(CancellationToken stop)
        : base("train", "Trains a detector.\n\n  yolo5 train --data datasets/coco128.yaml --weights yolov5s.pt --cfg yolov5s --imgsz 640 --epochs 3")
    {
        foreach (Option option in new Option[] { _weights, _cfg, _data, _hyp, _imageSize, _batchSize, _memoryBudget, _epochs, _device, _seed, _optimizer, _scheme, _cosine, _cache, _workers, _project, _name, _json })
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        CommonOptions.UseAllCores();
        long budget = CommonOptions.Bytes(parsed.GetValue(_memoryBudget));
        int batchSize = parsed.GetValue(_batchSize);
        string weights = parsed.GetValue(_weights)!;
        TrainingConfig config = new TrainingConfig
        {
            Model = parsed.GetValue(_cfg)!,
            Data = parsed.GetValue(_data)!,
            Weights = weights.Length == 0 ? null : weights,
            ImageSize = parsed.GetValue(_imageSize),
            BatchSize = batchSize == AutoBatch.Requested ? 1 : batchSize,
            Epochs = parsed.GetValue(_epochs),
            Device = CommonOptions.ResolveDevice(parsed.GetValue(_device)!),
            Seed = parsed.GetValue(_seed),
            Optimizer = parsed.GetValue(_optimizer),
            Scheme = SchemeOf(parsed.GetValue(_scheme)!),
            CosineSchedule = parsed.GetValue(_cosine),
            Cache = parsed.GetValue(_cache) ? ImageCaching.Ram : ImageCaching.None,
            Workers = parsed.GetValue(_workers),
            Hyperparameters = parsed.GetValue(_hyp) is { } file ? Hyperparameters.Load(file) : new Hyperparameters(),
        }.Validated();

        TrainingData data = TrainingData.Load(config.Data, cancellationToken: stop);
        DataReport.Print(data);
        if (batchSize == AutoBatch.Requested)
            config = AutoBatch.Resolve(config, data, budget, notice: Console.WriteLine, cancellationToken: stop);
        DeviceMemory.SetCpuBudget(budget);
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
            FiguresFile.Write(json, Figures.Of(result));
        return 0;
    }

    private static Schemes.Scheme SchemeOf(string id)
    {
        try
        {
            return Schemes.SchemeCatalog.Find(id);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidInputException($"--scheme {id}: {exception.Message}");
        }
    }

    private static void PrintSession(TrainingSession session)
    {
        if (session.Transfer is { } transfer)
            AnsiConsole.MarkupLineInterpolated($"Weights: {transfer} entries from {session.Config.Weights}");
        AnsiConsole.MarkupLineInterpolated($"Scheme {session.Config.Scheme.Id} on {session.Config.Device}, libtorch {Interop.Library.TorchVersion}, {Interop.Library.Threads} threads");
    }

    private static string Describe(EpochSummary epoch)
    {
        LossItems loss = epoch.Training.MeanLoss;
        var metrics = epoch.Validation.Metrics;
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch + 1}/{epoch.Epochs}  box {loss.Box:F4}  obj {loss.Objectness:F4}  cls {loss.Class:F4}  P {metrics.Precision:F3}  R {metrics.Recall:F3}  mAP@0.5 {metrics.Map50:F3}  mAP@0.5:0.95 {metrics.Map50To95:F3}  {epoch.Training.Elapsed.TotalSeconds:F1} s");
    }
}
