using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands.Detect;

/// <summary>A detection for each option: label files and drawn pictures change as they must.</summary>
[Collection(InProcess.Collection)]
public sealed class DetectOptionEffectTests(DetectOptionEffectTests.Runs runs) : IClassFixture<DetectOptionEffectTests.Runs>
{
    [Theory]
    [InlineData("--imgsz 64")]
    [InlineData("--imgsz 128 256")]
    [InlineData("--conf-thres 0.1")]
    [InlineData("--iou-thres 0.1")]
    [InlineData("--max-det 1")]
    [InlineData("--classes 0 2")]
    [InlineData("--agnostic-nms --iou-thres 0.1")]
    [InlineData("--augment")]
    [InlineData("--half")]
    [InlineData("--save-conf")]
    [InlineData("--weights other.pt")]
    [InlineData("--weights weights.pt other.pt")]
    public void An_option_that_changes_the_detections_changes_the_label_files(string option) => Assert.NotEqual(runs.Of("").Labels, runs.Of(option).Labels);

    [Theory]
    [InlineData("--line-thickness 1")]
    [InlineData("--hide-labels")]
    [InlineData("--hide-conf")]
    [InlineData("--nosave")]
    public void An_option_of_the_drawing_changes_the_pictures_alone(string option)
    {
        Assert.Equal(runs.Of("").Labels, runs.Of(option).Labels);
        Assert.NotEqual(runs.Of("").Pictures, runs.Of(option).Pictures);
    }

    [Fact]
    public void Other_options_change_neither() =>
        Assert.Equal(runs.Of(""), runs.Of("--weights weights.pt weights.pt --device CPU --save-crop --visualize --data data.yaml --vid-stride 1 --cfg stride64.yaml"));

    [Fact]
    public void Detections_keep_to_what_the_options_say()
    {
        Assert.All(runs.Of("--classes 0 2").Lines, line => Assert.True(line[0] is '0' or '2', line));
        Assert.Equal(Runs.Images, runs.Of("--max-det 1").Lines.Length);
        Assert.Empty(runs.Of("--conf-thres 0.9").Lines);
        Assert.True(runs.Of("--agnostic-nms --iou-thres 0.1").Lines.Length < runs.Of("--iou-thres 0.1").Lines.Length);
        Assert.Equal(6, runs.Of("--save-conf").Lines[0].Split(' ').Length);
        Assert.Equal("", runs.Of("--nosave").Pictures);
    }

    [Fact]
    public void Names_come_from_the_data_where_the_weights_have_none()
    {
        string crops = runs.Tiny.PathOf("runs/named/crops");
        Assert.Equal(0, runs.Run("named", $"--weights nameless.pt --data {runs.Tiny.Data} --save-crop --nosave"));

        Assert.Subset(Yolov5.Data.DatasetDescription.Load(runs.Tiny.Data).Names.ToHashSet(), Directory.GetDirectories(crops).Select(folder => Path.GetFileName(folder)).ToHashSet());
    }

    [Fact]
    public void Weights_are_rewritten_without_what_training_needs()
    {
        string file = runs.Tiny.PathOf("trained.pt");
        var before = Checkpoint.Read(file);
        Assert.NotNull(before.Entries["optimizer"]);
        long length = new FileInfo(file).Length;

        Assert.Equal(0, runs.Run("updated", "--weights trained.pt --update"));

        Assert.True(new FileInfo(file).Length < length * 0.7, $"{length} -> {new FileInfo(file).Length}");
        Assert.All(Checkpoint.Read(file).ModelStateDict!.Where(tensor => tensor.Type.IsFloatingPoint()), tensor => Assert.Equal(StoredType.Float16, tensor.Type));
        Assert.Equal(runs.Of("").Lines.Length, runs.Of("--weights trained.pt").Lines.Length);
    }

    [Fact]
    public void Results_go_to_a_folder_of_their_own_unless_it_may_exist()
    {
        foreach (string option in (string[])["", "", "--exist-ok"])
            Assert.Equal(0, runs.Run("places", option));

        Assert.Equal(["places", "places2"], Directory.GetDirectories(runs.Tiny.PathOf("runs"), "places*").Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));
    }

    /// <summary>Detections by their options, each run once.</summary>
    public sealed class Runs : IDisposable
    {
        public const int Images = 4;

        private readonly Dictionary<string, Result> _results = new(StringComparer.Ordinal);

        public Runs()
        {
            Tiny.WriteWeights("other.pt", seed: 4);
            File.Copy(Tiny.Data, Tiny.PathOf("data.yaml"), overwrite: true);
        }

        internal TinyDetector Tiny { get; } = new();

        internal Result Of(string options)
        {
            if (!_results.TryGetValue(options, out Result? result))
            {
                string name = $"run{_results.Count}";
                Assert.Equal(0, Run(name, $"--save-txt {options}"));
                string folder = Tiny.PathOf($"runs/{name}");
                string pictures = !Directory.Exists(folder) ? "" : string.Concat(Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))));
                _results[options] = result = new Result(InProcess.Texts(Path.Combine(folder, "labels")), pictures);
            }

            return result;
        }

        internal int Run(string name, string options) => InProcess.Run([
            "detect", "--weights", Tiny.Weights, "--source", Tiny.Pictures, "--imgsz", "256", "--conf-thres", "0.001", "--device", "cpu", "--project", Tiny.PathOf("runs"), "--name", name,
            .. InProcess.Words(options, Tiny.PathOf)]);

        public void Dispose() => Tiny.Dispose();
    }

    internal sealed record Result(string Labels, string Pictures)
    {
        public string[] Lines => [.. Labels.Split('\n').Where(line => line.Contains(' ', StringComparison.Ordinal))];
    }
}
