using System.Text.Json;
using Support;

namespace Yolov5.Cli.Tests.Commands.Val;

/// <summary>val, detect and export with a small network of stride 64, untrained, whose boxes are all of low confidence.</summary>
public sealed class DetectorCommandsTests : IDisposable
{
    private readonly TinyDetector _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Validation_takes_the_networks_stride_needs_no_train_folder_and_writes_what_is_asked_for()
    {
        Directory.Delete(Path.Combine(Path.GetDirectoryName(_tiny.Data)!, "images", "train"), recursive: true);

        var (exitCode, output, error) = DotnetProgram.Run(
            "yolo5.dll", ["val", "--weights", _tiny.Weights, "--data", _tiny.Data, "--img", "100", "--batch", "3", "--device", "cpu", "--save-txt", "--save-conf", "--save-json", "--project", _tiny.PathOf("runs"), "--workers", "1"]);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("--imgsz 100: not a multiple of the network's stride of 64 pixels; 128 is used.", output, StringComparison.Ordinal);
        string[] labels = Directory.GetFiles(_tiny.PathOf("runs/exp/labels"));
        Assert.NotEmpty(labels);
        Assert.All(File.ReadLines(labels[0]), line => Assert.Equal(6, line.Split(' ').Length));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_tiny.PathOf("runs/exp/weights_predictions.json")));
        Assert.Equal(labels.Sum(file => File.ReadLines(file).Count()), json.RootElement.GetArrayLength());
        Assert.Contains("AR  100 an image  large", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Detection_prints_a_line_for_each_picture_and_writes_pictures_labels_and_crops()
    {
        string pictures = _tiny.Pictures;
        File.WriteAllText(Path.Combine(pictures, "zz broken.png"), "no picture");

        var (exitCode, output, error) = DotnetProgram.Run(
            "yolo5.dll", ["detect", "--weights", _tiny.Weights, "--source", pictures, "--imgsz", "128", "--conf", "0.0001", "--max-det", "2", "--device", "cpu", "--save-txt", "--save-crop", "--visualize", "--augment", "--project", _tiny.PathOf("runs")]);

        Assert.Equal((1, ""), (exitCode, error));
        Assert.Matches(@"(?m)^image 1/5 \S+: 128x128 (\d kind\ds?, )+\d+\.\dms$", output);
        Assert.Matches(@"(?m)^image 5/5 .*zz broken\.png: cannot be read: ", output);
        string run = _tiny.PathOf("runs/exp");
        Assert.Equal((4, 4), (Directory.GetFiles(run).Length, Directory.GetFiles(Path.Combine(run, "labels")).Length));
        Assert.Equal(8, Directory.GetFiles(Path.Combine(run, "crops"), "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(run, "features"), "stage0_Conv_features.png", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_network_of_stride_64_is_trained_and_validated_at_a_size_that_is_rounded_up()
    {
        var (exitCode, output, error) = DotnetProgram.Run(
            "yolo5.dll", ["train", "--cfg", _tiny.Cfg, "--data", _tiny.Data, "--imgsz", "96", "--epochs", "1", "--batch", "2", "--device", "cpu", "--project", _tiny.PathOf("runs"), "--workers", "1"]);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("stride of 64 pixels; 128 is used", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_tiny.PathOf("runs/exp/weights/last.pt")), output);
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
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => InProcess.Run(arguments.Split(' ')));
        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
    }
}
