using System.Text.Json;
using Support;
using SyntheticData;
using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands.Val;

/// <summary>val, detect and export with a small network of stride 64, untrained, whose boxes are all of low confidence.</summary>
public sealed class DetectorCommandsTests : IDisposable
{
    private const string Definition = """
        nc: 3
        depth_multiple: 1.0
        width_multiple: 1.0
        anchors: [[10, 13, 30, 40]]
        backbone:
          - [-1, 1, Conv, [8, 8, 8, 0]]
          - [-1, 1, Conv, [8, 8, 8, 0]]
        head:
          - [[1], 1, Detect, [nc, anchors]]
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly string _cfg;
    private readonly string _weights;

    public DetectorCommandsTests()
    {
        _data = SyntheticDataset.Ensure(_folder.File("data"), new SyntheticDatasetOptions { TrainImages = 2, ValidationImages = 4, ImageSize = 128 });
        int classes = Data.DatasetDescription.Load(_data).ClassCount;
        _cfg = _folder.File("stride64.yaml");
        File.WriteAllText(_cfg, Definition.Replace("nc: 3", $"nc: {classes}", StringComparison.Ordinal));
        _weights = _folder.File("weights.pt");
        using DetectionModel model = new(ModelDescription.Load(_cfg));
        CheckpointFile.Write(_weights, new CheckpointDictionary(
            ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(model))), ("yaml", model.Description.Yaml), ("nc", classes),
            ("names", new CheckpointList(Enumerable.Range(0, classes).Select(id => (CheckpointValue)$"kind{id}")))));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Validation_takes_the_networks_stride_needs_no_train_folder_and_writes_what_is_asked_for()
    {
        Directory.Delete(Path.Combine(Path.GetDirectoryName(_data)!, "images", "train"), recursive: true);

        var (exitCode, output, error) = DotnetProgram.Run(
            "yolo5.dll", ["val", "--weights", _weights, "--data", _data, "--img", "100", "--batch", "3", "--device", "cpu", "--save-txt", "--save-conf", "--save-json", "--project", _folder.File("runs"), "--workers", "1"]);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("--imgsz 100: not a multiple of the network's stride of 64 pixels; 128 is used.", output, StringComparison.Ordinal);
        string[] labels = Directory.GetFiles(_folder.File("runs/exp/labels"));
        Assert.NotEmpty(labels);
        Assert.All(File.ReadLines(labels[0]), line => Assert.Equal(6, line.Split(' ').Length));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("runs/exp/weights_predictions.json")));
        Assert.Equal(labels.Sum(file => File.ReadLines(file).Count()), json.RootElement.GetArrayLength());
        Assert.Contains("AR  100 an image  large", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Detection_prints_a_line_for_each_picture_and_writes_pictures_labels_and_crops()
    {
        string pictures = Path.Combine(Path.GetDirectoryName(_data)!, "images", "val");
        File.WriteAllText(Path.Combine(pictures, "zz broken.png"), "no picture");

        var (exitCode, output, error) = DotnetProgram.Run(
            "yolo5.dll", ["detect", "--weights", _weights, "--source", pictures, "--imgsz", "128", "--conf", "0.0001", "--max-det", "2", "--device", "cpu", "--save-txt", "--save-crop", "--visualize", "--augment", "--project", _folder.File("runs")]);

        Assert.Equal((1, ""), (exitCode, error));
        Assert.Matches(@"(?m)^image 1/5 \S+: 128x128 (\d kind\ds?, )+\d+\.\dms$", output);
        Assert.Matches(@"(?m)^image 5/5 .*zz broken\.png: cannot be read: ", output);
        string run = _folder.File("runs/exp");
        Assert.Equal((4, 4), (Directory.GetFiles(run).Length, Directory.GetFiles(Path.Combine(run, "labels")).Length));
        Assert.Equal(8, Directory.GetFiles(Path.Combine(run, "crops"), "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(run, "features"), "stage0_Conv_features.png", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_network_of_stride_64_is_trained_and_validated_at_a_size_that_is_rounded_up()
    {
        var (exitCode, output, error) = DotnetProgram.Run(
            "yolo5.dll", ["train", "--cfg", _cfg, "--data", _data, "--imgsz", "96", "--epochs", "1", "--batch", "2", "--device", "cpu", "--project", _folder.File("runs"), "--workers", "1"]);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("stride of 64 pixels; 128 is used", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("runs/exp/weights/last.pt")), output);
    }

    [Theory]
    [InlineData("val --data no.yaml --weights no.pt --batch-size 0", "--batch-size 0: at least 1")]
    [InlineData("val --data no.yaml --weights no.pt --workers -1", "--workers -1: at least 0")]
    [InlineData("val --data no.yaml --weights no.pt --dnn", "--dnn: networks run in libtorch alone")]
    [InlineData("val --data no.yaml --weights no.pt --task tset", "val, test, train, speed or study is expected")]
    [InlineData("val --data no.yaml --weights no.pt --conf-thres 2", "must lie between 0 and 1")]
    [InlineData("detect --weights no.pt --source 0", "webcams")]
    [InlineData("detect --weights no.pt --source . --view-img", "--view-img: this program opens no windows")]
    [InlineData("detect --weights no.pt --source . --line-thickness 0", "--line-thickness 0: at least 1")]
    [InlineData("export --weights no.pt --include onnx", "--include onnx: cannot be written here")]
    [InlineData("export --weights no.pt --include safetensor", "Did you mean safetensors?")]
    public void What_cannot_be_done_is_refused_before_any_work(string arguments, string complaint)
    {
        System.CommandLine.RootCommand root = [new Cli.Commands.Val.ValCommand(default), new Cli.Commands.Detect.DetectCommand(default), new Cli.Commands.Export.ExportCommand()];
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => new CommandLines.ProgramCommandLine(root, "yolo5", takesAbbreviations: true)
            .Parse(arguments.Split(' ')).Invoke(new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
    }
}
