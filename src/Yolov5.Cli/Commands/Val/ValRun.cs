using Spectre.Console;
using Yolov5.Cli.Output;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Plots;
using Yolov5.Training;
using Yolov5.Validation;
using ValidationResult = Yolov5.Validation.ValidationResult;

namespace Yolov5.Cli.Commands.Val;

/// <summary>A network and a data set that fit, to be validated once or at several sizes.</summary>
internal sealed class ValRun : IDisposable
{
    private readonly ValSettings _settings;
    private readonly LoadedNetworks _networks;
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
        _networks = new LoadedNetworks(weights, settings.Model);
        PairOptions? pairs = settings.Pairs(data.IsPaired, SavedTraining.ModalityOf(_networks.Checkpoint));
        DetectionModel model = _networks.First;
        if (model.Head.ClassCount != data.ClassCount && !settings.Options.SingleClass)
            throw new InvalidInputException($"{weights[0]} has {model.Head.ClassCount} classes, {data.File} {data.ClassCount}.");
        model.Description.RequireChannels(pairs?.Channels ?? FusionDescription.ChannelsOfOne);
        _networks.MoveTo(settings.Device);
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
    public int Fit(int size) => ImageSizes.RoundUp(size, _networks.LargestStride, Console.WriteLine);

    /// <summary>Validates at a size.</summary>
    public ValidationResult Run(int imageSize)
    {
        DataLoader loader = TrainingData.ValidationLoader(
            _scan, imageSize, _settings.BatchSize, _settings.Workers, _networks.LargestStride, rectangular: _settings.Rectangular);
        using ProgressLine line = new();
        ValidationOptions options = _settings.Options with { Ensemble = _networks.Others, ImageDone = _files is null ? null : _files.Add };
        ValidationResult result = Validator.Run(_networks.First, loader, _plots?.Observe(options) ?? options, line.Validation(), cancellationToken: _stop);
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

    public void Dispose() => _networks.Dispose();
}
