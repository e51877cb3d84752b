using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Schemes;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary><c>yolo5 experiment</c></summary>
internal sealed class ExperimentCommand : Command
{
    private readonly ExperimentOptions _options = new();

    public ExperimentCommand(CancellationToken stop)
        : base("experiment", "Trains a network under an optimization, and writes its memory, time and accuracy.\n\n  yolo5 experiment --experiment mixed_precision --model_type s --data_path datasets/bccd --epochs 50 --batch_size 8 --img_size 640 --output_dir results\n  yolo5 experiment --all --data_path datasets/bccd --output_dir results")
    {
        foreach (Option option in _options.All)
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        using ProgressLine line = new();
        TrainingLog log = new(line.Finish);
        string folder = _options.Folder(parsed), model = _options.ModelType(parsed);
        IReadOnlyList<(string Experiment, TrainingConfig Config)> experiments = _options.Read(parsed, log.Line);
        CommonOptions.UseAllCores();
        TrainingData data = TrainingData.Load(experiments[0].Config.Data, line.Files("scanning"), experiments[0].Config.Pairs, stop);
        line.Clear();
        DataReport.Print(data);
        log.WriteTo(Path.Combine(folder, "training.log"));
        int failed = 0;
        foreach ((string experiment, TrainingConfig config) in experiments)
        {
            ExperimentResult result = new()
            {
                Experiment = experiment,
                ModelType = model,
                Epochs = config.Epochs,
                BatchSize = config.BatchSize,
                ImgSize = config.ImageSize,
                Device = config.Device,
            };
            try
            {
                result = Train(result, config, data, folder, line, log, stop);
            }
            catch (Exception exception) when (exception is not OperationCanceledException && experiments.Count > 1)
            {
                // The others are worth having, whatever this one ran into; its results say that it failed.
                failed++;
                result = result with { Error = DeviceMemory.Message(exception) };
                log.Line($"{experiment} failed: {result.Error}");
            }

            string file = Path.Combine(folder, experiment + ExperimentResult.FileEnding);
            AtomicFile.WriteText(file, JsonSerializer.Serialize(result, ExperimentJson.Default.ExperimentResult) + "\n");
            DeviceMemory.FreeUnreferenced();
            DeviceMemory.EmptyCache(torch.device(config.Device));
        }

        log.Line($"Results: {folder}");
        return failed == 0 ? 0 : 1;
    }

    private static ExperimentResult Train(
        ExperimentResult result, TrainingConfig config, TrainingData data, string folder, ProgressLine line, TrainingLog log, CancellationToken stop)
    {
        string name = result.Experiment;
        ExperimentMeter meter = new(torch.device(config.Device), line.Training(config.Epochs));
        Trainer trainer = new(config, data, new RunFolder(Path.Combine(folder, name)))
        {
            Started = _ =>
            {
                log.Line($"{name}: {TrainingText.Of(config, config.Model)}");
                meter.Begin();
            },
            Progress = meter,
            ValidationProgress = line.Validation(),
            Notice = log.Line,
            EpochEnded = epoch =>
            {
                meter.EndEpoch(epoch);
                log.Line($"{name} {TrainingText.Of(epoch)}");
            },
        };
        TrainingResult trained = trainer.Run(stop);
        string model = Path.Combine(folder, name + "_model.pt");
        AtomicFile.Write(model, stream =>
        {
            using FileStream best = File.OpenRead(trained.BestWeights);
            best.CopyTo(stream);
        });
        result = meter.Complete(result);
        log.Line(string.Create(CultureInfo.InvariantCulture, $"{name}: peak {result.PeakMemory:F3} GiB, {result.AvgIterTimeS:F4} s an iteration, mAP@0.5 {result.FinalMap:F2}%; {model}"));
        return result;
    }
}
