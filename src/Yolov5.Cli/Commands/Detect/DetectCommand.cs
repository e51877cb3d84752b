using System.CommandLine;
using System.Globalization;
using CommandLines;
using Schemes;
using Spectre.Console;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Imaging;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Plots;
using Yolov5.Validation;
using Yolov5.Weights;

namespace Yolov5.Cli.Commands.Detect;

/// <summary><c>yolo5 detect</c></summary>
internal sealed class DetectCommand : Command
{
    private const string Examples = """
        Finds objects in pictures, and draws them.

          yolo5 detect --weights yolov5n.pt --source picture.jpg
          yolo5 detect --weights best.pt --source folder/                          every picture of a folder
          yolo5 detect --weights best.pt --source 'folder/*.png' --conf-thres 0.4
          yolo5 detect --weights best.pt --source list.txt --save-txt --save-conf --nosave
          yolo5 detect --weights best.pt --source folder/ --classes 0 2 --save-crop
          yolo5 detect --weights dual.pt --source sequence/                        pairs of RGB and event frames
        """;

    private readonly Option<string[]> _weights = CommonOptions.Weights("The .pt file; several are an ensemble.");
    private readonly Option<string?> _cfg = CommonOptions.Cfg();
    private readonly Option<string> _source = new("--source") { Description = "A picture, a folder, a pattern with * and ?, or a .txt list of these; for weights of two cameras a sequence in FRED's layout, or a folder of several.", DefaultValueFactory = _ => Path.Combine("data", "images") };
    private readonly Option<string?> _data = new("--data") { Description = "A dataset YAML, whose class names are used where the weights have none." };
    private readonly Option<int[]> _imageSize = new("--imgsz", "--img", "--img-size") { Description = "Size that pictures are fitted into, in pixels: one side, or height and width; rounded up to a multiple of the network's stride.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [640] };
    private readonly Option<double> _confidence = new("--conf-thres") { Description = "Least confidence of a detection.", DefaultValueFactory = _ => 0.25 };
    private readonly Option<double> _iou = new("--iou-thres") { Description = "Overlap above which the less confident box goes.", DefaultValueFactory = _ => 0.45 };
    private readonly Option<int> _maxDetections = new("--max-det") { Description = "Most detections of a picture.", DefaultValueFactory = _ => 1000 };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<bool> _saveText = new("--save-txt") { Description = "Write the detections of each picture to labels/NAME.txt." };
    private readonly Option<bool> _saveConfidence = new("--save-conf") { Description = "End each line of --save-txt with the confidence." };
    private readonly Option<bool> _saveCrop = new("--save-crop") { Description = "Write each detected object as a picture to crops/CLASS." };
    private readonly Option<bool> _noSave = new("--nosave") { Description = "Write no pictures with boxes." };
    private readonly Option<int[]> _classes = new("--classes") { Description = "Numbers of the classes to keep.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _agnostic = new("--agnostic-nms") { Description = "Let boxes of different classes suppress each other." };
    private readonly Option<bool> _augment = new("--augment") { Description = "Test-time augmentation: three scales, one of them mirrored." };
    private readonly Option<bool> _visualize = new("--visualize") { Description = "Write pictures of what each layer puts out to features/NAME." };
    private readonly Option<bool> _update = new("--update") { Description = "Afterwards, rewrite the file of weights without optimizer and in float16." };
    private readonly Option<string> _project = CommonOptions.Project("detect");
    private readonly Option<string> _name = CommonOptions.Name();
    private readonly Option<bool> _existOk = CommonOptions.ExistOk();
    private readonly Option<int> _thickness = new("--line-thickness") { Description = "Width of the boxes' lines in pixels.", DefaultValueFactory = _ => 3 };
    private readonly Option<bool> _hideLabels = new("--hide-labels") { Description = "Draw boxes without names." };
    private readonly Option<bool> _hideConfidences = new("--hide-conf") { Description = "Draw names without confidences." };
    private readonly Option<bool> _half = CommonOptions.Half();
    private readonly Option<string?> _view = CommonOptions.Refused("--view-img", "this program opens no windows; the pictures are in the folder of the results");
    private readonly Option<string?> _dnn = CommonOptions.Refused("--dnn", "networks run in libtorch alone, and OpenCV's DNN module is not part of this program");
    private readonly PairCommandOptions _pairs = new();
    private readonly Option<int> _videoStride = new("--vid-stride") { Description = "Only 1: videos cannot be decoded here.", DefaultValueFactory = _ => 1 };

    public DetectCommand(CancellationToken stop)
        : base("detect", Examples)
    {
        foreach (Option option in (Option[])
        [
            _weights, _cfg, _source, _data, _imageSize, _confidence, _iou, _maxDetections, _device, _saveText, _saveConfidence, _saveCrop, _noSave, _classes, _agnostic,
            _augment, _visualize, _update, _project, _name, _existOk, _thickness, _hideLabels, _hideConfidences, _half, _view, _dnn, _videoStride, .. _pairs.Pairing,
        ])
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        DetectSettings settings = Read(parsed);
        NmsOptions suppression = Suppression(parsed);
        string source = parsed.GetValue(_source)!;

        // A folder may be one of sequences: the weights say so.
        IReadOnlyList<string> plain = Directory.Exists(source) ? [] : ImageSources.Find(source);
        CommonOptions.UseAllCores();
        using LoadedNetworks networks = new(parsed.GetValue(_weights)!, parsed.GetValue(_cfg));
        DetectionModel model = networks.First;
        IReadOnlyList<(string? Rgb, string? Events)> pictures = Sources(parsed, model.Description, plain);
        if ((suppression.Classes ?? []).Where(id => id < 0 || id >= model.Head.ClassCount).Select(id => (int?)id).FirstOrDefault() is { } wrong)
            throw new InvalidInputException($"--classes {wrong}: the network has the classes 0 to {model.Head.ClassCount - 1}.");
        networks.MoveTo(MachineOptions.Device(parsed.GetValue(_device)));
        int[] sides = [.. parsed.GetValue(_imageSize)!.Select(side => ImageSizes.RoundUp(side, networks.LargestStride, Console.WriteLine))];

        using Detector detector = new(model, suppression, parsed.GetValue(_half) ? SchemeCatalog.MixedPrecision : SchemeCatalog.Baseline, parsed.GetValue(_augment), networks.Others);
        DetectRun run = new(detector, settings, NamesOf(networks.Checkpoint, parsed.GetValue(_data), model.Head.ClassCount), sides[0], sides[^1]);
        for (int i = 0; i < pictures.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            run.Detect(pictures[i].Rgb, pictures[i].Events, $"image {i + 1}/{pictures.Count} {pictures[i].Rgb ?? pictures[i].Events}: ");
        }

        run.PrintEnd();
        if (parsed.GetValue(_update))
            CheckpointExport.WritePt(networks.Checkpoint.Path, networks.Checkpoint, model);
        return run.Unreadable == 0 ? 0 : 1;
    }

    private IReadOnlyList<(string? Rgb, string? Events)> Sources(ParseResult parsed, ModelDescription network, IReadOnlyList<string> plain)
    {
        string source = parsed.GetValue(_source)!;
        if (network.Channels == FusionDescription.Channels)
            return PairSources.Find(source, _pairs.ReadPairing(parsed, Modality.Dual));
        network.RequireChannels(FusionDescription.ChannelsOfOne);
        if (_pairs.Pairing.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new InvalidInputException($"{given.Name}: it is for weights of two cameras; {network.Name} takes pictures of one.");
        return [.. (plain.Count > 0 ? plain : ImageSources.Find(source)).Select(static path => ((string?)path, (string?)null))];
    }

    private DetectSettings Read(ParseResult parsed)
    {
        CommonOptions.Refuse(parsed, _view, _dnn);
        if (parsed.GetValue(_videoStride) != 1)
            throw new InvalidInputException("--vid-stride: videos cannot be decoded here, so that there are no frames to skip.");
        if (parsed.GetValue(_imageSize)!.Length is not (1 or 2))
            throw new InvalidInputException($"--imgsz {string.Join(' ', parsed.GetValue(_imageSize)!)}: one side, or height and width are expected.");
        foreach (int side in parsed.GetValue(_imageSize)!)
            ImageSizes.Checked(side);
        if (parsed.GetValue(_update))
            OutputPlaces.File("--update", parsed.GetValue(_weights)![0]);
        if (parsed.GetValue(_saveConfidence) && !parsed.GetValue(_saveText))
            throw new InvalidInputException("--save-conf: belongs to --save-txt, which is not given.");
        return new DetectSettings(
            CommonOptions.RunPath(parsed.GetValue(_project)!, parsed.GetValue(_name)!, parsed.GetValue(_existOk)),
            parsed.GetValue(_saveText),
            parsed.GetValue(_saveConfidence),
            parsed.GetValue(_saveCrop),
            !parsed.GetValue(_noSave),
            parsed.GetValue(_visualize),
            new BoxDrawingOptions
            {
                LineThickness = CommonOptions.AtLeast("--line-thickness", parsed.GetValue(_thickness), 1),
                HideLabels = parsed.GetValue(_hideLabels),
                HideConfidences = parsed.GetValue(_hideConfidences),
            });
    }

    private NmsOptions Suppression(ParseResult parsed)
    {
        NmsOptions options = new()
        {
            ConfidenceThreshold = parsed.GetValue(_confidence),
            IouThreshold = parsed.GetValue(_iou),
            MaxDetections = parsed.GetValue(_maxDetections),
            Agnostic = parsed.GetValue(_agnostic),
            Classes = parsed.GetResult(_classes) is { Implicit: false } ? parsed.GetValue(_classes) : null,
        };
        options.Validate();
        return options;
    }

    private static IReadOnlyList<string> NamesOf(Checkpoint checkpoint, string? data, int classes)
    {
        IReadOnlyList<string> names = checkpoint.Names.Count > 0 ? checkpoint.Names : data is null ? [] : DataReport.Load(data).Names;
        return names.Count == classes || names.Count == 0
            ? [.. Enumerable.Range(0, classes).Select(id => id < names.Count ? names[id] : string.Create(CultureInfo.InvariantCulture, $"class{id}"))]
            : throw new InvalidInputException($"{data ?? checkpoint.Path} has {names.Count} class names, the network {classes} classes.");
    }
}
