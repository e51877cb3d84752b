using Support;
using SyntheticData.Fusion;
using Yolov5.Configuration;
using Yolov5.Imaging;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands.Train;

/// <summary>Trainings of a small network of six channels, or of three, on drawn sequences of RGB and event frames, and what comes of their weights.</summary>
[Collection(InProcess.Collection)]
public sealed class PairOptionEffectTests(PairOptionEffectTests.Runs runs) : IClassFixture<PairOptionEffectTests.Runs>
{
    [Fact]
    public void Every_epoch_reports_the_pairs_and_the_columns_of_the_results_stay()
    {
        string[] pairs = runs.Lines("", "pairs.csv"), results = runs.Lines("", "results.csv");

        Assert.Equal("epoch,dual_rate,avg_tdiff", pairs[0]);
        Assert.Equal(2, pairs.Length - 1);
        Assert.All(pairs[1..], row => Assert.InRange(double.Parse(row.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture), 0.5, 0.99));
        Assert.Equal($"epoch,{string.Join(',', EpochFigures.Names)}", results[0]);
        Assert.Equal(2, runs.Lines("", "training.log").Count(line => line.Contains("epoch ", StringComparison.Ordinal) && line.Contains($"dual_rate {double.Parse(pairs[1].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture):F3}  avg_tdiff ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--modality rgb --cfg three.yaml")]
    [InlineData("--modality event --cfg three.yaml")]
    [InlineData("--unpaired skip")]
    [InlineData("--pair-tolerance 1")]
    [InlineData("--clock-offset 20")]
    public void An_option_of_the_pairs_changes_what_is_trained_on(string options) => Assert.NotEqual(runs.Lines("", "results.csv"), runs.Lines(options, "results.csv"));

    [Fact]
    public void The_rate_counts_samples_that_are_left_out() => Assert.Equal(runs.Lines("", "pairs.csv"), runs.Lines("--unpaired skip", "pairs.csv"));

    [Theory]
    [InlineData("--clock-offset 20")]
    [InlineData("--pair-tolerance 1")]
    public void Other_clocks_and_tolerances_are_other_pairs(string options) => Assert.NotEqual(runs.Lines("", "pairs.csv"), runs.Lines(options, "pairs.csv"));

    [Theory]
    [InlineData("--modality rgb", "takes 6 channels, those of RGB and event frames; the pictures have 3")]
    [InlineData("--modality both", "--modality both: Rgb, Event, Dual is expected")]
    [InlineData("--unpaired drop", "--unpaired drop: Zero, Skip is expected")]
    [InlineData("--data coco128.yaml --pair-tolerance 5", "coco128.yaml does not exist")]
    public void What_does_not_fit_is_refused(string options, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => runs.Lines(options, "results.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_cameras_are_kept_with_the_weights_and_validation_takes_them()
    {
        string dual = runs.Weights(""), events = runs.Weights("--modality event --cfg three.yaml");

        Assert.Equal((Modality.Dual, Modality.Event), (SavedTraining.ModalityOf(Checkpoint.Read(dual)), SavedTraining.ModalityOf(Checkpoint.Read(events))));
        Assert.Equal(0, runs.Validate(dual, ""));
        Assert.Equal(0, runs.Validate(events, ""));
        Assert.NotEqual(runs.Labels(events, ""), runs.Labels(events, "--modality rgb"));
        Assert.NotEqual(runs.Labels(dual, ""), runs.Labels(dual, "--unpaired skip"));
        Assert.NotEqual(runs.Labels(dual, ""), runs.Labels(dual, "--pair-tolerance 1"));
        Assert.NotEqual(runs.Labels(dual, ""), runs.Labels(dual, "--clock-offset 20"));
        Assert.Contains("takes 6 channels", Assert.Throws<InvalidInputException>(() => runs.Validate(dual, "--modality event")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detection_takes_the_frames_of_both_cameras()
    {
        string weights = runs.Weights("--cfg three.yaml"), sequence = runs.Sequence;
        string all = runs.Detect(weights, sequence, ""), paired = runs.Detect(weights, sequence, "--unpaired skip");

        Assert.NotEqual("", paired);
        Assert.NotEqual(all, paired);
        Assert.NotEqual(all, runs.Detect(weights, sequence, "--pair-tolerance 1"));
        Assert.NotEqual(all, runs.Detect(weights, sequence, "--clock-offset 20"));
        Assert.Contains("FRED's layout", Assert.Throws<InvalidInputException>(() => runs.Detect(weights, runs.Picture, "")).Message, StringComparison.Ordinal);
        Assert.Contains("--unpaired: it is for weights of two cameras", Assert.Throws<InvalidInputException>(() => runs.Detect(runs.Weights("--modality event --cfg three.yaml"), sequence, "--unpaired skip")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_batches_show_the_RGB_frames_above_the_event_frames()
    {
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(runs.Weights("--noplots false"))!)!;
        Image picture = ImageFile.Read(Path.Combine(folder, "train_batch0.jpg")).Image;

        // Four samples in two columns; a sample is twice as high as wide.
        Assert.Equal((128, 256), (picture.Width, picture.Height));
        Assert.True(File.Exists(Path.Combine(folder, "labels.jpg")));
    }

    /// <summary>Trainings by their options, each run once.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<string, string> _weights = new(StringComparer.Ordinal);
        private readonly string _data;
        private int _validations;

        public Runs()
        {
            _data = FusionDataset.Ensure(PathOf("data"), new FusionDatasetOptions { TrainSequences = 2, ValidationSequences = 2, Frames = 5, Width = 64, DropRate = 0.4f });
            File.WriteAllText(PathOf("three.yaml"), SmallNetwork.Yaml);
            File.WriteAllText(PathOf("six.yaml"), "ch: 6\n" + SmallNetwork.Yaml);
        }

        public string[] Lines(string options, string file) => File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Weights(options))!)!, file));

        public string Weights(string options)
        {
            if (!_weights.TryGetValue(options, out string? weights))
            {
                string name = $"run{_weights.Count}";
                Assert.Equal(0, InProcess.Run([
                    "train", "--data", _data, "--cfg", PathOf("six.yaml"), "--imgsz", "64", "--epochs", "2", "--batch-size", "4", "--workers", "0", "--device", "cpu", "--noplots", "--noautoanchor",
                    "--project", PathOf("runs"), "--name", name, "--exist-ok", .. InProcess.Words(options, PathOf)]));
                _weights[options] = weights = PathOf($"runs/{name}/weights/best.pt");
            }

            return weights;
        }

        public int Validate(string weights, string options) => InProcess.Run([
            "val", "--data", _data, "--weights", weights, "--imgsz", "64", "--workers", "0", "--device", "cpu", "--save-txt", "--save-conf", "--conf-thres", "0.0001",
            "--project", PathOf("val"), "--name", $"{_validations}", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        public string Sequence => Directory.GetDirectories(Path.GetDirectoryName(_data) is { } parent && File.Exists(_data) ? parent : _data, "Event", SearchOption.AllDirectories).Select(folder => Path.GetDirectoryName(folder)!).Order(StringComparer.Ordinal).First();

        public string Picture => Directory.GetFiles(Sequence, "*", SearchOption.AllDirectories).First(file => Path.GetExtension(file) is ".png" or ".jpg");

        public string Detect(string weights, string source, string options)
        {
            string name = $"{_validations++}";
            Assert.Equal(0, InProcess.Run([
                "detect", "--weights", weights, "--source", source, "--imgsz", "64", "--device", "cpu", "--save-txt", "--save-conf", "--nosave", "--conf-thres", "0.0001",
                "--project", PathOf("detect"), "--name", name, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
            return InProcess.Texts(PathOf($"detect/{name}/labels"));
        }

        public string Labels(string weights, string options)
        {
            _validations++;
            Assert.Equal(0, Validate(weights, options));
            return InProcess.Texts(PathOf($"val/{_validations}/labels"));
        }

        public void Dispose() => _folder.Dispose();

        private string PathOf(string name) => _folder.File(name);
    }
}
