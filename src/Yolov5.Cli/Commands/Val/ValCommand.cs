using System.CommandLine;
using System.Globalization;
using CommandLines;
using Spectre.Console;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Models;
using Yolov5.Training;
using Yolov5.Validation;
using Yolov5.Weights;
using ValidationResult = Yolov5.Validation.ValidationResult;

namespace Yolov5.Cli.Commands.Val;

/// <summary><c>yolo5 val</c></summary>
internal sealed class ValCommand : Command
{
    private readonly Option<string> _weights = new("--weights") { Description = "The .pt file to validate.", Required = true };
    private readonly Option<string?> _cfg = new("--cfg") { Description = "yolov5n, s, m, l, x, or a model YAML; by default what the weights themselves say." };
    private readonly Option<string> _data = new("--data") { Description = "The dataset YAML.", Required = true };
    private readonly Option<int> _imageSize = CommonOptions.ImageSize();
    private readonly Option<int> _batchSize = new("--batch-size", "--batch") { Description = "Images of a batch.", DefaultValueFactory = _ => 32 };
    private readonly Option<double> _confidence = new("--conf-thres") { Description = "Least confidence of a detection.", DefaultValueFactory = _ => 0.001 };
    private readonly Option<double> _iou = new("--iou-thres") { Description = "Overlap above which the less confident box goes.", DefaultValueFactory = _ => 0.6 };
    private readonly Option<int> _maxDetections = new("--max-det") { Description = "Most detections of an image.", DefaultValueFactory = _ => 300 };
    private readonly Option<bool> _singleClass = new("--agnostic-nms") { Description = "Let boxes of different classes suppress each other." };
    private readonly Option<bool> _square = new("--square") { Description = "Square batches instead of batches as flat or narrow as their images allow." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "A line for each class." };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<int> _workers = CommonOptions.Workers();
    private readonly Option<string?> _json = CommonOptions.Json();

    public ValCommand(CancellationToken stop)
        : base("val", "Measures how well a detector finds what is labelled.\n\n  yolo5 val --weights yolov5n.pt --data datasets/coco128.yaml --imgsz 640 --json figures.json")
    {
        foreach (Option option in new Option[] { _weights, _cfg, _data, _imageSize, _batchSize, _confidence, _iou, _maxDetections, _singleClass, _square, _verbose, _device, _workers, _json })
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        CommonOptions.UseAllCores();
        TrainingData data = TrainingData.Load(parsed.GetValue(_data)!, cancellationToken: stop);
        DataReport.PrintValidation(data);
        Checkpoint checkpoint = Checkpoint.Read(parsed.GetValue(_weights)!);
        using DetectionModel model = Network(checkpoint, parsed.GetValue(_cfg));
        if (model.Head.ClassCount != data.Description.ClassCount)
            throw new InvalidInputException($"{parsed.GetValue(_weights)} has {model.Head.ClassCount} classes, {data.Description.File} {data.Description.ClassCount}.");
        torch.Device device = torch.device(MachineOptions.Device(parsed.GetValue(_device)!));
        if (device.type != DeviceType.CPU)
            model.to(device);

        ValidationOptions options = new()
        {
            Suppression = NmsOptions.ForValidation with
            {
                ConfidenceThreshold = parsed.GetValue(_confidence),
                IouThreshold = parsed.GetValue(_iou),
                MaxDetections = parsed.GetValue(_maxDetections),
                Agnostic = parsed.GetValue(_singleClass),
            },
        };
        DataLoader loader = data.ValidationLoader(
            parsed.GetValue(_imageSize), parsed.GetValue(_batchSize), parsed.GetValue(_workers), rectangular: !parsed.GetValue(_square));
        using ProgressLine line = new();
        ValidationResult result = Validator.Run(model, loader, options, line.Validation(), stop);
        line.Clear();
        Print(result, data.Description.Names, parsed.GetValue(_verbose));
        if (json is not null)
            FiguresFile.Write(json, ResultJson.Of(result));
        return 0;
    }

    // The model of --cfg takes precedence over the file's: a plain state dictionary describes no model.
    private static DetectionModel Network(Checkpoint checkpoint, string? cfg)
    {
        if (cfg is null)
            return ModelWeights.Restore(checkpoint);
        if (checkpoint.ClassCount is not { } classes)
            throw new InvalidInputException($"{checkpoint.Path}: does not say how many classes its weights are for.");
        DetectionModel model = new(ModelDescription.Load(cfg) with { ClassCount = classes });
        WeightTransfer transfer = ModelWeights.Load(model, checkpoint.StateDict);
        return transfer.Fresh.Count == 0
            ? model
            : throw new InvalidInputException($"--cfg {cfg}: the weights of {checkpoint.Path} are for another network ({transfer}; {transfer.Fresh[0]} is missing or of another shape).");
    }

    private static void Print(ValidationResult result, IReadOnlyList<string> names, bool verbose)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Class", "Labels", "P", "R", "mAP@0.5", "mAP@0.5:0.95");
        foreach (TableColumn column in table.Columns.Skip(1))
            column.RightAligned();
        DetectionMetrics metrics = result.Metrics;
        table.AddRow("all", Text(metrics.Labels), Text(metrics.Precision), Text(metrics.Recall), Text(metrics.Map50), Text(metrics.Map50To95));
        foreach (ClassMetrics each in verbose || names.Count <= 10 ? metrics.Classes : [])
            table.AddRow(Markup.Escape(names[each.Class]), Text(each.Labels), Text(each.Precision), Text(each.Recall), Text(each.Ap50), Text(each.Ap50To95));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Milliseconds an image: {result.PreprocessMilliseconds:F1} preprocess, {result.InferenceMilliseconds:F1} inference, {result.SuppressionMilliseconds:F1} suppression ({result.Images} images)");
    }

    private static string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
