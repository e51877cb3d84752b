using System.CommandLine;
using CommandLines;
using Support;
using SyntheticData;
using Yolov5.Cli.Commands.Train;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Yolov5.Cli.Tests.Commands;

public class CommandLineTests
{
    [Theory]
    [InlineData("--batch 4 --img 64 --epochs 3 --device CPU")]
    [InlineData("--batch_size 4 --img_size 64 --epoch 3 --device cpu")]
    [InlineData("--batch-size=4 --img-size=64 --epochs=3 --device=Cpu")]
    [InlineData("--batch 2 --batch-size 4 --imgsz 128 --imgsz 64 --epochs 1 --epochs 3 --device 0 --device cpu")]
    public void Options_are_spelt_as_in_the_reference_and_the_last_one_counts(string arguments)
    {
        TrainingConfig config = Read(arguments.Split(' '));

        Assert.Equal((4, 64, 3, "cpu"), (config.BatchSize, config.ImageSize, config.Epochs, config.Device));
    }

    [Theory]
    [InlineData("", ImageCaching.None)]
    [InlineData("--cache", ImageCaching.Ram)]
    [InlineData("--cache --cos-lr", ImageCaching.Ram)]
    [InlineData("--cache ram", ImageCaching.Ram)]
    [InlineData("--cache RAM", ImageCaching.Ram)]
    [InlineData("--cache disk", ImageCaching.Disk)]
    public void Images_are_cached_as_in_the_reference(string arguments, ImageCaching expected) =>
        Assert.Equal(expected, Read(["--device", "cpu", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Cache);

    [Fact]
    public void Images_shapes_and_anchors_are_chosen_as_in_the_reference()
    {
        Assert.Equal(new SamplingOptions { AutoAnchor = true }, Read("--device", "cpu").Sampling);
        Assert.Equal(new SamplingOptions { Rectangular = true, MultiScale = true, SingleClass = true }, Read("--rect", "--multi-scale", "--single-cls", "--noautoanchor").Sampling);
        Assert.Equal(new SamplingOptions { Quad = true, ImageWeights = true, AutoAnchor = true }, Read("--quad", "--image-weights").Sampling);
        Assert.Equal(Hyperparameters.Load("hyp.scratch-high"), Read("--hyp", "data/hyps/hyp.scratch-high.yaml").Hyperparameters);
        Assert.Contains("ram or disk is expected", Assert.Throws<InvalidInputException>(() => Read("--cache", "tape")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("None")]
    public void A_device_without_a_name_is_chosen(string device) => Assert.Equal(MachineOptions.Device(null), Read("--device", device).Device);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("CUDA:1", 1)]
    [InlineData(" cuda ", 0)]
    [InlineData("CPU", null)]
    public void Devices_are_named_in_any_case(string device, int? index) => Assert.Equal(index, MachineOptions.CudaIndex(device));

    [Fact]
    public void Several_devices_are_refused_with_the_reason() =>
        Assert.Contains("one device is expected", Assert.Throws<InvalidInputException>(() => MachineOptions.CudaIndex("0,1")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("trian --data x", "'trian' is no verb. Did you mean train?")]
    [InlineData("train --data x --datta y", "--datta: there is no such option. Did you mean --data?")]
    [InlineData("train --data x y", "'y' behind --data x is read by no option.")]
    [InlineData("train --data x --epochs", "--epochs: a value is expected after it.")]
    [InlineData("train --data x --epochs many", "--epochs many: a whole number is expected.")]
    [InlineData("train --data no.yaml --json /proc/x.json", "--json /proc/x.json: cannot be written")]
    [InlineData("train --data no.yaml --project /proc/runs", "cannot be written")]
    [InlineData("val --data no.yaml --weights no.pt --json /no/folder/x.json", "the folder /no/folder does not exist")]
    [InlineData("detect --source x --weights /proc/x.pt --update", "--update /proc/x.pt: cannot be written")]
    [InlineData("detect --source x --weights no.pt --imgsz 64 -5", "--imgsz -5: 1 to 16384 pixels are expected.")]
    [InlineData("val --data no.yaml --weights no.pt --imgsz 0", "--imgsz 0: 1 to 16384 pixels are expected.")]
    [InlineData("train --data no.yaml --imgsz -64", "--imgsz -64: 1 to 16384 pixels are expected.")]
    [InlineData("train --data no.yaml --cfg yolov5n --weights no.pt", "no.pt: there is no such file.")]
    [InlineData("experiment --experiment baseline --data_path no.yaml --weights no.pt", "no.pt: there is no such file.")]
    [InlineData("experiment --experiment baseline --data_path no.yaml --img_size 0", "--imgsz 0: 1 to 16384 pixels are expected.")]
    [InlineData("dataset", "dataset: a verb is expected: create, verify, convert, stats.")]
    [InlineData("dataset verfy --data x", "'dataset verfy' is no verb. Did you mean verify?")]
    [InlineData("dataset verify --data no.yaml", "no.yaml does not exist")]
    [InlineData("dataset convert --from kitti --input x --output y --origin 1", "only VOC files count from 0 or from 1")]
    [InlineData("dataset convert --from voc --to kitti --input x --output y", "--to kitti: yolo or coco is expected")]
    [InlineData("monitor --json /proc/x.json", "/proc/x.json cannot be written")]
    public void A_mistake_is_one_line_and_exit_code_2_before_any_work(string arguments, string complaint)
    {
        (int exitCode, string output, string error) = DotnetProgram.Run("yolo5.dll", arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(complaint, error, StringComparison.Ordinal);
        Assert.Single((output + error).Trim().Split('\n'));
    }

    [Fact]
    public void A_data_set_is_verified_with_exit_code_1_and_described_in_a_page_of_its_own()
    {
        using TemporaryFolder folder = new();
        string yaml = SyntheticDataset.Ensure(folder.File("data"), new SyntheticDatasetOptions { TrainImages = 4, ValidationImages = 2, ImageSize = 64 });
        string label = Directory.GetFiles(folder.Path, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.AppendAllText(label, "oops\n");
        File.AppendAllText(yaml, "augment: true\n");

        (int exitCode, string output, string error) = DotnetProgram.Run("yolo5.dll", "dataset", "verify", "--data", yaml, "--json", folder.File("problems.json"));
        (int described, string figures, string trouble) = DotnetProgram.Run("yolo5.dll", "dataset", "stats", "--data", yaml, "--split", "val", "--output", folder.File("new/page.html"));

        Assert.True(exitCode == 1, output + error);
        Assert.Contains($"{label}:{File.ReadAllLines(label).Length}: 'oops' is not a number", output, StringComparison.Ordinal);
        Assert.Contains("oops", File.ReadAllText(folder.File("problems.json")), StringComparison.Ordinal);
        Assert.True(described == 0, trouble);
        Assert.Contains("unknown key 'augment' is ignored", output, StringComparison.Ordinal);
        Assert.Single(figures.Split('\n'), line => line.Contains("unknown key 'augment' is ignored", StringComparison.Ordinal));
        string page = File.ReadAllText(folder.File("new/page.html"));
        Assert.Contains("\"type\":\"bar\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    private static TrainingConfig Read(params string[] arguments)
    {
        TrainCommand train = new(CancellationToken.None);
        ParseResult parsed = new ProgramCommandLine([train], "yolo5", readsAsArgparse: true).Parse(["train", "--data", "data.yaml", .. arguments]);
        return train.Training.Read(parsed, _ => { }).Config;
    }
}
