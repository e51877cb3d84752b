using System.Text.Json;
using Support;

namespace Yolov5.Cli.Tests.Commands.Val;

/// <summary>A validation for each option: figures and label files change as they must.</summary>
[Collection(InProcess.Collection)]
public sealed class ValOptionEffectTests(ValOptionEffectTests.Runs runs) : IClassFixture<ValOptionEffectTests.Runs>
{
    [Theory]
    [InlineData("--imgsz 128")]
    [InlineData("--batch-size 1")]
    [InlineData("--square")]
    [InlineData("--augment")]
    [InlineData("--half")]
    [InlineData("--conf-thres 0.1")]
    [InlineData("--iou-thres 0.1")]
    [InlineData("--max-det 2")]
    [InlineData("--agnostic-nms")]
    [InlineData("--single-cls")]
    [InlineData("--save-conf")]
    [InlineData("--save-hybrid")]
    [InlineData("--task train")]
    [InlineData("--task speed")]
    [InlineData("--weights other.pt")]
    [InlineData("--weights weights.pt other.pt")]
    public void An_option_that_changes_the_detections_changes_the_label_files(string option) => Assert.NotEqual(runs.Of("").Labels, runs.Of(option).Labels);

    [Theory]
    [InlineData("--workers 3 --device CPU --verbose --save-json --cfg stride64.yaml")]
    [InlineData("--task test")]
    [InlineData("--weights weights.pt weights.pt")]
    public void Options_that_must_not_change_them_do_not(string options) => Assert.Equal(runs.Of("").Labels, runs.Of(options).Labels);

    [Fact]
    public void Detections_keep_to_thresholds_and_limits()
    {
        Assert.Equal(0, runs.Of("--conf-thres 0.9").Predictions);
        Assert.InRange(runs.Of("--iou-thres 0.1").Predictions, 1, runs.Of("").Predictions - 1);
        Assert.InRange(runs.Of("--agnostic-nms --iou-thres 0.1").Predictions, 1, runs.Of("--iou-thres 0.1").Predictions - 1);
        Assert.Equal(2 * Runs.Images, runs.Of("--max-det 2").Predictions);
        Assert.Equal(0, runs.Of("--task speed --conf-thres 0").Predictions);
        Assert.All(runs.Of("--single-cls").Lines, line => Assert.StartsWith("0 ", line, StringComparison.Ordinal));
        Assert.All(runs.Of("").Lines, line => Assert.Equal(5, line.Split(' ').Length));
        Assert.All(runs.Of("--save-conf").Lines, line => Assert.Equal(6, line.Split(' ').Length));
    }

    [Fact]
    public void Labels_among_the_detections_are_found_again()
    {
        Assert.InRange(runs.Of("").Map, 0, 0.1);
        Assert.InRange(runs.Of("--save-hybrid").Map, 0.5, 1);
    }

    [Fact]
    public void The_task_names_the_images() => Assert.Equal([4, 4, 2, 4], new[] { "", "--task test", "--task train", "--task speed" }.Select(task => runs.Of(task).Count));

    [Fact]
    public void A_study_has_a_row_of_figures_for_each_size_and_a_file_for_each_network()
    {
        Assert.Equal(0, runs.Run("study", "--task study --weights weights.pt other.pt"));

        foreach (string name in (string[])["weights", "other"])
        {
            string[][] rows = [.. File.ReadAllLines(runs.Tiny.PathOf($"runs/study/study_{Path.GetFileNameWithoutExtension(runs.Tiny.Data)}_{name}.txt")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            Assert.Equal(11, rows.Length);
            Assert.All(rows, row => Assert.Equal(10, row.Length));
            double[] milliseconds = [.. rows.Select(row => double.Parse(row[8], System.Globalization.CultureInfo.InvariantCulture))];
            Assert.True(milliseconds[^1] > milliseconds[0], string.Join(' ', milliseconds));
        }
    }

    [Fact]
    public void A_line_for_each_of_many_classes_is_printed_if_wanted()
    {
        using TinyDetector many = new(moreClasses: 12);
        string Output(params string[] more)
        {
            var (exitCode, output, error) = DotnetProgram.Run("yolo5.dll", ["val", "--weights", many.Weights, "--data", many.Data, "--imgsz", "128", "--device", "cpu", "--noplots", .. more]);
            Assert.True(exitCode == 0, output + error);
            return output;
        }

        string row = $"{Yolov5.Data.DatasetDescription.Load(many.Data).Names[0]} ";
        Assert.DoesNotContain(row, Output(), StringComparison.Ordinal);
        Assert.Contains(row, Output("--verbose"), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_go_to_a_folder_of_their_own_unless_it_may_exist()
    {
        Assert.Equal(0, runs.Run("places", "--save-txt"));
        Assert.Equal(0, runs.Run("places", "--save-txt"));
        Assert.Equal(0, runs.Run("places", "--save-txt --exist-ok"));

        Assert.Equal(["places", "places2"], Directory.GetDirectories(runs.Tiny.PathOf("runs"), "places*").Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Batches_and_curves_are_drawn_unless_they_are_switched_off()
    {
        Assert.Equal(0, runs.Run("drawn", "--batch-size 1"));
        Assert.Equal(0, runs.Run("not drawn", "--noplots --save-txt"));

        Assert.Equal(
            ["F1_curve.png", "PR_curve.png", "P_curve.png", "R_curve.png", "confusion_matrix.png", "val_batch0_labels.jpg", "val_batch0_pred.jpg", "val_batch1_labels.jpg", "val_batch1_pred.jpg", "val_batch2_labels.jpg", "val_batch2_pred.jpg"],
            Directory.GetFiles(runs.Tiny.PathOf("runs/drawn")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(runs.Tiny.PathOf("runs/not drawn")));
    }

    /// <summary>Validations by their options, each run once.</summary>
    public sealed class Runs : IDisposable
    {
        public const int Images = 4;

        private readonly Dictionary<string, Result> _results = new(StringComparer.Ordinal);

        public Runs()
        {
            File.AppendAllText(Tiny.Data, "\ntest: images/val\n");
            Tiny.WriteWeights("other.pt", seed: 4);
        }

        internal TinyDetector Tiny { get; } = new();

        internal Result Of(string options)
        {
            if (!_results.TryGetValue(options, out Result? result))
            {
                string name = $"run{_results.Count}", json = Tiny.PathOf(name + ".json");
                Assert.Equal(0, Run(name, $"--save-txt --json {json} {options}"));
                JsonElement figures = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
                _results[options] = result = new Result(
                    InProcess.Texts(Tiny.PathOf($"runs/{name}/labels")), figures.GetProperty("predictions").GetInt32(), figures.GetProperty("images").GetInt32(), figures.GetProperty("mAP50").GetDouble());
            }

            return result;
        }

        internal int Run(string name, string options) => InProcess.Run([
            "val", "--weights", Tiny.Weights, "--data", Tiny.Data, "--imgsz", "256", "--batch-size", "4", "--workers", "0", "--device", "cpu", "--project", Tiny.PathOf("runs"), "--name", name,
            .. InProcess.Words(options, Tiny.PathOf)]);

        public void Dispose() => Tiny.Dispose();
    }

    internal sealed record Result(string Labels, int Predictions, int Count, double Map)
    {
        public string[] Lines => [.. Labels.Split('\n').Where(line => line.Contains(' ', StringComparison.Ordinal))];
    }
}
