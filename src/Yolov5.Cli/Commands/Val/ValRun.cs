using Spectre.Console;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Plots;
using Yolov5.Training;
using Yolov5.Validation;
using Yolov5.Weights;
using ValidationResult = Yolov5.Validation.ValidationResult;

namespace Yolov5.Cli.Commands.Val;

/// <summary>A network and a data set that fit, to be validated once or at several sizes.</summary>
internal sealed class ValRun : IDisposable
{
    private readonly ValSettings _settings;
    private readonly DetectionModel _model;
    private readonly DetectionModel[] _further;
    private readonly DatasetScan _scan;
    private readonly CancellationToken _stop;
    private readonly ValFiles? _files;
    private readonly ValidationPlots? _plots;

    /// <param name="settings">Settings of the command line.</param>
    /// <param name="weights">Weights of the network, or of the networks of an ensemble.</param>
    /// <param name="stop">Cancels it.</param>
    public ValRun(ValSettings settings, string[] weights, CancellationToken stop)
    {
        _settings = settings;
        _stop = stop;
        DatasetDescription data = DataReport.Load(settings.Data);

        // The network first: whether it fits is known at once, while a scan may take minutes.
        Checkpoint checkpoint = Checkpoint.Read(weights[0]);
        PairOptions? pairs = settings.Pairs(data.IsPaired, SavedTraining.ModalityOf(checkpoint));
        _model = ModelWeights.Restore(checkpoint, settings.Model);
        _further = [.. weights[1..].Select(path => ModelWeights.Restore(Checkpoint.Read(path), settings.Model))];
        if (_model.Head.ClassCount != data.ClassCount && !settings.Options.SingleClass)
            throw new InvalidInputException($"{weights[0]} has {_model.Head.ClassCount} classes, {data.File} {data.ClassCount}.");
        _model.Description.RequireChannels(pairs?.Channels ?? FusionDescription.ChannelsOfOne);
        torch.Device device = torch.device(settings.Device);
        if (device.type != DeviceType.CPU)
            Array.ForEach([_model, .. _further], model => model.to(device));
        _scan = new DatasetScanner { Pairs = pairs ?? new PairOptions() }.Scan(data, settings.Split, stop);
        DataReport.Print(settings.Split.ToString().ToLowerInvariant(), _scan);
        if (settings.Options.SingleClass)
            _scan = _scan.AsSingleClass();
        Names = settings.Options.SingleClass ? data.AsSingleClass().Names : data.Names;
        _files = settings.SavesText || settings.SavesJson ? new ValFiles(settings, Path.GetFileNameWithoutExtension(weights[0]), Names.Count) : null;
        _plots = settings.Plots ? new ValidationPlots(settings.Folder, Names) : null;
    }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>An image size that the network takes.</summary>
    public int Fit(int size) => ImageSizes.RoundUp(size, LargestStride, Console.WriteLine);

    private int LargestStride => _further.Append(_model).Max(static model => model.LargestStride);

    /// <summary>Validates at a size.</summary>
    public ValidationResult Run(int imageSize)
    {
        DataLoader loader = TrainingData.ValidationLoader(
            _scan, imageSize, _settings.BatchSize, _settings.Workers, LargestStride, rectangular: _settings.Rectangular);
        using ProgressLine line = new();
        ValidationOptions options = _settings.Options with { Ensemble = _further, ImageDone = _files is null ? null : _files.Add };
        ValidationResult result = Validator.Run(_model, loader, _plots?.Observe(options) ?? options, line.Validation(), cancellationToken: _stop);
        line.Clear();
        _plots?.Draw(result.Metrics);
        DataReport.PrintProblems(loader.Problems);
        return result;
    }

    /// <summary>Writes what was collected, and says where it is.</summary>
    public void PrintSaved()
    {
        if (_files?.Finish() is { } metrics)
            ValTable.Print(metrics);
        if (_files is not null || _plots is not null)
            AnsiConsole.MarkupLineInterpolated($"Results saved to [bold]{_settings.Folder}[/]{_files?.Summary}");
    }

    public void Dispose() => Array.ForEach([_model, .. _further], static model => model.Dispose());
}
