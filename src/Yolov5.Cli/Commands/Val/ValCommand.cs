using System.CommandLine;
using System.Globalization;
using CommandLines;
using Schemes;
using Spectre.Console;
using Yolov5.Cli.Output;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Validation;
using ValidationResult = Yolov5.Validation.ValidationResult;

namespace Yolov5.Cli.Commands.Val;

/// <summary><c>yolo5 val</c></summary>
internal sealed class ValCommand : Command
{
    private const string Examples = """
        Measures how well a detector finds what is labelled.

          yolo5 val --weights yolov5n.pt --data datasets/coco128.yaml --imgsz 640
          yolo5 val --weights best.pt --data data.yaml --task test --save-txt --save-conf     with a label file for each image
          yolo5 val --weights best.pt --data data.yaml --save-json                            with COCO's twelve figures
          yolo5 val --weights best.pt --data data.yaml --imgsz 832 --augment                  test-time augmentation
          yolo5 val --weights a.pt b.pt --data data.yaml --task study                         speed and mAP at 256 to 1536 pixels
        """;

    // Image sizes of --task study.
    private const int StudyFirst = 256, StudyLast = 1536, StudyStep = 128;

    private readonly Option<string[]> _weights = CommonOptions.Weights("The .pt file to validate; several are an ensemble, and for --task speed and study one after the other.");
    private readonly Option<string?> _cfg = CommonOptions.Cfg();
    private readonly Option<string> _data = CommonOptions.Data();
    private readonly PairCommandOptions _pairs = new();
    private readonly Option<string> _task = new("--task") { Description = "val, test or train: the split; speed: times at the thresholds of detection; study: figures and times at several sizes.", DefaultValueFactory = _ => "val" };
    private readonly Option<int> _imageSize = CommonOptions.ImageSize();
    private readonly Option<int> _batchSize = new("--batch-size", "--batch") { Description = "Images of a batch.", DefaultValueFactory = _ => 32 };
    private readonly Option<double> _confidence = new("--conf-thres") { Description = "Least confidence of a detection.", DefaultValueFactory = _ => 0.001 };
    private readonly Option<double> _iou = new("--iou-thres") { Description = "Overlap above which the less confident box goes.", DefaultValueFactory = _ => 0.6 };
    private readonly Option<int> _maxDetections = new("--max-det") { Description = "Most detections of an image.", DefaultValueFactory = _ => 300 };
    private readonly Option<bool> _agnostic = new("--agnostic-nms") { Description = "Let boxes of different classes suppress each other." };
    private readonly Option<bool> _singleClass = new("--single-cls") { Description = "Treat all classes as one." };
    private readonly Option<bool> _augment = new("--augment") { Description = "Test-time augmentation: three scales, one of them mirrored." };
    private readonly Option<bool> _half = CommonOptions.Half();
    private readonly Option<bool> _square = new("--square") { Description = "Square batches instead of batches as flat or narrow as their images allow." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "A line for each class." };
    private readonly Option<bool> _saveText = new("--save-txt") { Description = "Write the detections of each image to labels/NAME.txt." };
    private readonly Option<bool> _saveConfidence = new("--save-conf") { Description = "End each line of --save-txt with the confidence." };
    private readonly Option<bool> _saveHybrid = new("--save-hybrid") { Description = "As --save-txt, with the labels added to the detections; mAP then has no meaning." };
    private readonly Option<bool> _saveJson = new("--save-json") { Description = "Write the detections as COCO's results file, and evaluate them as pycocotools does." };
    private readonly Option<bool> _noPlots = new("--noplots") { Description = "Draw no plots and pictures." };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<int> _workers = CommonOptions.Workers();
    private readonly Option<string> _project = CommonOptions.Project("val");
    private readonly Option<string> _name = CommonOptions.Name();
    private readonly Option<bool> _existOk = CommonOptions.ExistOk();
    private readonly Option<string?> _dnn = CommonOptions.Refused("--dnn", "networks run in libtorch alone, and OpenCV's DNN module is not part of this program");
    private readonly Option<string?> _json = CommonOptions.Json();

    public ValCommand(CancellationToken stop)
        : base("val", Examples)
    {
        foreach (Option option in (Option[])
        [
            .. _pairs.All, _weights, _cfg, _data, _task, _imageSize, _batchSize, _confidence, _iou, _maxDetections, _agnostic, _singleClass, _augment, _half, _square, _verbose,
            _saveText, _saveConfidence, _saveHybrid, _saveJson, _noPlots, _device, _workers, _project, _name, _existOk, _dnn, _json,
        ])
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        CommonOptions.Refuse(parsed, _dnn);
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        ValSettings settings = Read(parsed);
        CommonOptions.UseAllCores();
        string[] weights = parsed.GetValue(_weights)!;
        string task = parsed.GetValue(_task)!;
        if (json is not null && (task == "study" || (task == "speed" && weights.Length > 1)))
            throw new InvalidInputException("--json: takes the figures of one validation; leave it out with --task study, and with --task speed and several --weights.");
        if (task == "study" && (settings.SavesText || parsed.GetValue(_saveJson)))
            throw new InvalidInputException("--task study: measures figures and times at several sizes; leave out --save-txt, --save-hybrid and --save-json.");
        if (task == "speed" && (parsed.GetValue(_saveJson) || (settings.SavesText && weights.Length > 1)))
            throw new InvalidInputException("--task speed: measures times; leave out --save-json, and with several --weights also --save-txt and --save-hybrid.");
        if (task == "study")
            return Study(settings, weights, stop);

        // Several networks are an ensemble, but their times are those of each.
        foreach (string[] each in task == "speed" ? weights.Select(static path => (string[])[path]) : [weights])
        {
            using ValRun run = new(settings, each, stop);
            ValidationResult result = run.Run(run.Fit(settings.ImageSize));
            ValTable.Print(result, run.Names, settings.Verbose);
            run.PrintSaved();
            if (json is not null)
                FiguresFile.Write(json, ResultJson.Of(result));
        }

        return 0;
    }

    private ValSettings Read(ParseResult parsed)
    {
        string task = parsed.GetValue(_task)!;
        DatasetSplit split = task switch
        {
            "train" => DatasetSplit.Train,
            "test" => DatasetSplit.Test,
            "val" or "speed" or "study" => DatasetSplit.Val,
            _ => throw new InvalidInputException($"--task {task}: val, test, train, speed or study is expected."),
        };
        bool speed = task == "speed";
        bool single = parsed.GetValue(_singleClass);
        bool hybrid = parsed.GetValue(_saveHybrid);
        bool text = parsed.GetValue(_saveText) || hybrid;
        if (parsed.GetValue(_saveConfidence) && !text)
            throw new InvalidInputException("--save-conf: belongs to --save-txt, which is not given.");
        NmsOptions suppression = NmsOptions.ForValidation with
        {
            ConfidenceThreshold = speed ? 0.25 : parsed.GetValue(_confidence),
            IouThreshold = speed ? 0.45 : parsed.GetValue(_iou),
            MaxDetections = parsed.GetValue(_maxDetections),
            Agnostic = parsed.GetValue(_agnostic) || single,
        };
        suppression.Validate();
        return new ValSettings
        {
            Data = parsed.GetValue(_data)!,
            Model = parsed.GetValue(_cfg),
            Pairs = (isPaired, trained) => _pairs.Read(parsed, isPaired, trained),
            Split = split,
            ImageSize = ImageSizes.Checked(parsed.GetValue(_imageSize)),
            BatchSize = CommonOptions.AtLeast("--batch-size", parsed.GetValue(_batchSize), 1),
            Workers = CommonOptions.AtLeast("--workers", parsed.GetValue(_workers), 0),
            Device = MachineOptions.Device(parsed.GetValue(_device)),
            Rectangular = !parsed.GetValue(_square),
            Verbose = parsed.GetValue(_verbose),
            SavesText = text,
            Plots = task is not ("speed" or "study") && !parsed.GetValue(_noPlots),
            SavesConfidence = parsed.GetValue(_saveConfidence),
            SavesJson = parsed.GetValue(_saveJson),
            Folder = CommonOptions.RunPath(parsed.GetValue(_project)!, parsed.GetValue(_name)!, parsed.GetValue(_existOk)),
            Options = new ValidationOptions
            {
                Suppression = suppression,
                Scheme = parsed.GetValue(_half) ? SchemeCatalog.MixedPrecision : SchemeCatalog.Baseline,
                Augment = parsed.GetValue(_augment),
                Hybrid = hybrid,
                SingleClass = single,
            },
        };
    }

    // As the reference's study: P, R, mAP50, mAP50-95, three losses (0 outside of training), milliseconds an image.
    private static int Study(ValSettings settings, string[] weights, CancellationToken stop)
    {
        foreach (string each in weights)
        {
            using ValRun run = new(settings, [each], stop);
            List<string> rows = [];
            for (int size = StudyFirst; size <= StudyLast; size += StudyStep)
            {
                ValidationResult result = run.Run(run.Fit(size));
                DetectionMetrics metrics = result.Metrics;
                double[] figures =
                [
                    metrics.Precision, metrics.Recall, metrics.Map50, metrics.Map50To95, 0, 0, 0,
                    result.PreprocessMilliseconds, result.InferenceMilliseconds, result.SuppressionMilliseconds,
                ];
                rows.Add(string.Join(' ', figures.Select(figure => figure.ToString("g4", CultureInfo.InvariantCulture).PadLeft(10))));
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
                    $"{size,5} px  mAP@0.5 {metrics.Map50:F4}  mAP@0.5:0.95 {metrics.Map50To95:F4}  {result.InferenceMilliseconds:F1} ms inference  {result.SuppressionMilliseconds:F1} ms suppression");
            }

            string file = Path.Combine(settings.Folder, $"study_{Path.GetFileNameWithoutExtension(settings.Data)}_{Path.GetFileNameWithoutExtension(each)}.txt");
            AtomicFile.WriteText(file, string.Concat(rows.Select(row => row + "\n")), createFolder: true);
            AnsiConsole.MarkupLineInterpolated($"Study: [bold]{file}[/]");
        }

        return 0;
    }
}
