using System.CommandLine;
using System.Globalization;
using CommandLines;
using Yolov5.Cli.Output;
using Yolov5.Data;
using Yolov5.Datasets;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary><c>yolo5 dataset convert</c></summary>
internal sealed class ConvertCommand : Command
{
    private readonly Option<AnnotationFormat> _from = new("--from") { Description = "Format to read: voc, coco, kitti or yolo.", Required = true };
    private readonly Option<AnnotationFormat> _to = new("--to") { Description = "Format to write: yolo or coco.", DefaultValueFactory = _ => AnnotationFormat.Yolo };
    private readonly Option<string> _input = new("--input") { Description = "What to read: the folder of the XML files (voc) or label files (kitti), the JSON file (coco), the dataset YAML (yolo).", Required = true };
    private readonly Option<string?> _images = new("--images") { Description = "Folder of the images; by default it is looked for beside the annotations (voc, kitti)." };
    private readonly Option<string> _output = new("--output") { Description = "What to write: the folder of the data set (yolo), or the JSON file (coco).", Required = true };
    private readonly Option<DatasetSplit> _split = new("--split") { Description = "Split to write (yolo) or to read (from yolo): train, val or test.", DefaultValueFactory = _ => DatasetSplit.Train };
    private readonly Option<string?> _names = new("--names") { Description = "Class names in the order of their numbers, separated by commas, or a dataset YAML that has them; objects of other classes are left out." };
    private readonly Option<bool> _segments = new("--segments") { Description = "Write outlines where they are known (coco, yolo), instead of boxes." };
    private readonly Option<ImagePlacing> _place = new("--place") { Description = "How images get into the data set: link, copy or none.", DefaultValueFactory = _ => ImagePlacing.Link };
    private readonly Option<int> _origin = new("--origin") { Description = "Number of the first pixel (voc): 0, or 1 as in the original challenge.", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> _keepDifficult = new("--keep-difficult") { Description = "Keep objects that are marked as difficult (voc)." };
    private readonly Option<string?> _list = new("--list") { Description = "List of the images to take (voc): ImageSets/Main/train.txt." };

    public ConvertCommand(CancellationToken stop)
        : base("convert", "Converts annotations: VOC, COCO or KITTI to YOLO, and any of them to COCO.\n\n  yolo5 dataset convert --from voc --input VOC2007/Annotations --list VOC2007/ImageSets/Main/train.txt --origin 1 --names datasets/VOC.yaml --output datasets/VOC --split train\n  yolo5 dataset convert --from coco --input instances_val2017.json --images val2017 --output datasets/mine --split val --segments\n  yolo5 dataset convert --from yolo --to coco --input datasets/mine/data.yaml --split val --output instances.json")
    {
        foreach (Option option in new Option[] { _from, _to, _input, _images, _output, _split, _names, _segments, _place, _origin, _keepDifficult, _list })
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        AnnotationFormat from = parsed.GetValue(_from), to = parsed.GetValue(_to);
        Check(parsed, from, to);
        string output = to == AnnotationFormat.Yolo ? OutputPlaces.Folder("--output", parsed.GetValue(_output)!) : OutputPlaces.File("--output", parsed.GetValue(_output)!);
        using ProgressLine line = new();
        AnnotationSet annotations = Read(parsed, from, line.Files("reading"), stop);
        if (annotations.Images.Count > 0)
        {
            if (to == AnnotationFormat.Coco)
                CocoAnnotations.Write(output, annotations);
            else
                YoloAnnotations.Write(output, Lower(parsed.GetValue(_split)), annotations, parsed.GetValue(_segments), parsed.GetValue(_place), line.Files("writing"), stop);
        }

        line.Clear();
        foreach (DatasetFinding finding in annotations.Findings.Concat(annotations.UnwantedClasses).Concat(annotations.Dropped))
            Console.WriteLine(finding);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{annotations.Images.Count} images, {annotations.Objects} objects, {annotations.Names.Count} classes; left out: {annotations.Dropped.Count} broken, {annotations.UnwantedObjects} of other classes, {annotations.Regions} regions that are no single objects; {annotations.Findings.Count} problems"));
        if (annotations.Images.Count == 0)
            throw new InvalidInputException($"--input {parsed.GetValue(_input)}: no image could be converted; nothing is written.");
        Console.WriteLine(to == AnnotationFormat.Yolo ? DatasetLayout.Yaml(output) : output);
        return annotations.Findings.Count == 0 ? 0 : 1;
    }

    private AnnotationSet Read(ParseResult parsed, AnnotationFormat from, IProgress<ScanProgress> progress, CancellationToken stop)
    {
        string input = parsed.GetValue(_input)!;
        string? images = parsed.GetValue(_images);
        IReadOnlyList<string>? names = parsed.GetValue(_names) is { } given ? ClassNames.Read(given) : null;
        if (images is not null && !Directory.Exists(images))
            throw new InvalidInputException($"--images {images}: there is no such folder.");
        return from switch
        {
            AnnotationFormat.Voc => VocAnnotations.Read(input, images, names, parsed.GetValue(_origin), parsed.GetValue(_keepDifficult), parsed.GetValue(_list), progress, stop),
            AnnotationFormat.Coco => CocoAnnotations.Read(input, images, names, progress, stop),
            AnnotationFormat.Kitti => KittiAnnotations.Read(input, images, names, progress, stop),
            _ => YoloAnnotations.Read(DataReport.Load(input), parsed.GetValue(_split), progress, stop),
        };
    }

    /// <summary>Refuses options that would do nothing between two formats.</summary>
    private void Check(ParseResult parsed, AnnotationFormat from, AnnotationFormat to)
    {
        if (to is not (AnnotationFormat.Yolo or AnnotationFormat.Coco))
            throw new InvalidInputException($"--to {Lower(to)}: yolo or coco is expected.");
        if (from == AnnotationFormat.Yolo && to == AnnotationFormat.Yolo)
            throw new InvalidInputException("--from yolo --to yolo: the data set is in that format.");
        Refuse(_images, from != AnnotationFormat.Yolo, "the YAML says where the images are");
        Refuse(_names, from != AnnotationFormat.Yolo, "the YAML names the classes");
        Refuse(_split, from == AnnotationFormat.Yolo || to == AnnotationFormat.Yolo, "a COCO file has no splits");
        Refuse(_segments, to == AnnotationFormat.Yolo && from is AnnotationFormat.Coco, "it is for coco to yolo; a COCO file always gets the outlines that are known");
        Refuse(_place, to == AnnotationFormat.Yolo, "a COCO file has no images in it");
        Refuse(_origin, from == AnnotationFormat.Voc, "only VOC files count from 0 or from 1");
        Refuse(_keepDifficult, from == AnnotationFormat.Voc, "only VOC files mark objects so");
        Refuse(_list, from == AnnotationFormat.Voc, "only VOC has such lists");
        if (parsed.GetValue(_origin) is not (0 or 1))
            throw new InvalidInputException($"--origin {parsed.GetValue(_origin)}: 0 or 1 is expected.");

        void Refuse(Option option, bool fits, string reason)
        {
            if (!fits && parsed.GetResult(option) is { Implicit: false })
                throw new InvalidInputException($"{option.Name} with --from {Lower(from)} --to {Lower(to)}: {reason}.");
        }
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
