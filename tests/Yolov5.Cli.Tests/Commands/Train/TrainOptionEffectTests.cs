using System.Globalization;
using Support;
using SyntheticData;
using Yolov5.Configuration;
using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands.Train;

/// <summary>Three epochs of a small network for each option: the figures of <c>results.csv</c> change, or stay to the last digit where they must.</summary>
[Collection(InProcess.Collection)]
public sealed class TrainOptionEffectTests(TrainOptionEffectTests.Runs runs) : IClassFixture<TrainOptionEffectTests.Runs>
{
    [Theory]
    [InlineData("--seed 1")]
    [InlineData("--optimizer Adam")]
    [InlineData("--optimizer AdamW")]
    [InlineData("--cos-lr")]
    [InlineData("--label-smoothing 0.2")]
    [InlineData("--hyp hyp.scratch-high.yaml")]
    [InlineData("--batch-size 2")]
    [InlineData("--imgsz 96")]
    [InlineData("--epochs 2")]
    [InlineData("--freeze 2")]
    [InlineData("--freeze 0 3")]
    [InlineData("--rect")]
    [InlineData("--quad")]
    [InlineData("--multi-scale")]
    [InlineData("--image-weights")]
    [InlineData("--single-cls")]
    [InlineData("--weights other.pt")]
    [InlineData("--cfg wide.yaml")]
    [InlineData("--scheme mixed_precision")]
    [InlineData("--fp16")]
    [InlineData("--mosaic-prob 0")]
    [InlineData("--mixup-prob 1")]
    [InlineData("--nominal-batch-size 4")]
    [InlineData("--freeze-training")]
    [InlineData("--noval")]
    [InlineData("--eval-period 2")]
    [InlineData("--no-eval-map")]
    public void An_option_that_changes_the_training_changes_its_figures(string option) => Assert.NotEqual(runs.Plain, runs.Results(option));

    [Theory]
    [InlineData("--workers 3 --prefetch 1 --cache --seed 0 --device CPU --optimizer sgd --patience 1 --nosave --quick-test --name other")]
    [InlineData("--cache disk --save-period 1")]
    [InlineData("--persistent-workers --workers 2")]
    public void Options_that_must_not_change_the_training_change_no_figure(string options) => Assert.Equal(runs.Plain, runs.Results(options));

    [Fact]
    public void Half_precision_is_the_scheme_of_that_name() => Assert.Equal(runs.Results("--scheme mixed_precision"), runs.Results("--fp16"));

    [Fact]
    public void Phases_have_epochs_and_batch_sizes_of_their_own_and_underscores_are_read_too()
    {
        string[] options = ["--freeze-training", "--freeze-training --freeze-epochs 2", "--freeze-training --freeze-batch-size 2", "--freeze-training --unfreeze-batch-size 2"];

        Assert.Equal(4, options.Select(runs.Results).Distinct().Count());
        Assert.Equal(runs.Results(options[2]), runs.Results("--freeze_training --freeze_batch_size 2 --freeze_epochs 1 --unfreeze_batch_size 4"));
    }

    [Fact]
    public void A_quick_test_ends_with_its_figures()
    {
        string log = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(runs.Last("--quick-test"))!)!, "training.log"));

        Assert.Matches(@"Quick test: 6 batches, loss [0-9.]+, lr [0-9.E-]+, [0-9.]+ it/s", log);
    }

    [Theory]
    [InlineData("--freeze-epochs 1", "--freeze-epochs: belongs to --freeze-training")]
    [InlineData("--freeze-training --freeze-epochs 3", "--freeze-epochs 3 of 3 epochs")]
    [InlineData("--freeze-training --batch-size -1", "--freeze-training: its phases need batch sizes")]
    [InlineData("--fp16 --scheme baseline", "--fp16: is the scheme mixed_precision")]
    [InlineData("--mosaic-prob 2", "Augmentation 'mosaic' is 2; allowed is 0 to 1")]
    [InlineData("--modality dual", "--modality: it is for data of two cameras")]
    public void Options_that_do_not_fit_are_refused(string options, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => runs.Results(options)).Message, StringComparison.Ordinal);

    [Fact]
    public void Each_optimizer_trains_in_its_own_way() =>
        Assert.Equal(3, ((string[])["--optimizer SGD", "--optimizer Adam", "--optimizer AdamW"]).Select(option => runs.Results(option)).Distinct().Count());

    [Fact]
    public void The_learning_rate_falls_along_a_line_or_a_cosine()
    {
        double[] Rates(string option) => [.. runs.Results($"--epochs 4 {option}").Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(row => double.Parse(row.Split(',')[^1], CultureInfo.InvariantCulture))];
        double[] line = Rates(""), cosine = Rates("--cos-lr");

        // So short a training is all warm-up, which rises alike to both.
        for (int epoch = 0; epoch < 4; epoch++)
        {
            double done = epoch / 4.0;
            Assert.Equal((1 - (0.99 * (1 - Math.Cos(Math.PI * done)) / 2)) / (1 - (0.99 * done)), cosine[epoch] / line[epoch], 1e-4);
        }
    }

    [Fact]
    public void Anchors_that_do_not_fit_are_replaced_unless_that_is_switched_off()
    {
        float[] given = runs.Anchors("--cfg unfit.yaml --noautoanchor"), fitted = runs.Anchors("--cfg unfit.yaml");

        Assert.Equal(given.Length, fitted.Length);
        Assert.NotEqual(given, fitted);
    }

    [Fact]
    public void Plots_are_drawn_unless_they_are_switched_off()
    {
        string[] Pictures(string name) => [.. Directory.GetFiles(Path.GetDirectoryName(Path.GetDirectoryName(runs.Last(name))!)!).Select(file => Path.GetExtension(file)).Where(extension => extension is ".png" or ".jpg")];

        Assert.Empty(Pictures(""));
        Assert.True(Pictures("--noplots false").Length > 8);
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_before_any_work()
    {
        if (TorchSharp.torch.cuda.is_available())
            return;
        Assert.Contains("--device 0: this machine has 0 CUDA devices", Assert.Throws<InvalidInputException>(() => runs.Results("--device 0")).Message, StringComparison.Ordinal);
        Assert.Equal("cpu", MachineOptions.Device(""));
    }

    [Fact]
    public void An_evolution_trains_generations_that_differ_and_goes_on_with_resume()
    {
        string folder = runs.PathOf("evolution/exp");

        Assert.Equal(0, runs.Train("--evolve 2 --epochs 1 --noplots false", "evolution", name: null));
        Assert.Equal(0, runs.Train("--evolve 1 --epochs 1 --noplots false --resume", "evolution", name: null));
        string[] rows = File.ReadAllLines(Path.Combine(folder, "evolve.csv"));

        Assert.Equal(4, rows.Length);
        Assert.Equal(4, rows.Select(row => row[(7 * 21)..]).Distinct().Count());
        Assert.Equal(["evolve.csv", "evolve.png", "hyp_evolve.yaml", "training.log"], Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Contains("goes on after generation 2", File.ReadAllText(Path.Combine(folder, "training.log")), StringComparison.Ordinal);
        Assert.NotEqual(runs.Plain, runs.Results($"--hyp {Path.Combine(folder, "hyp_evolve.yaml")}"));
    }

    [Theory]
    [InlineData("--evolve 0", "--evolve 0: at least 1")]
    [InlineData("--evolve --patience 3", "--patience: each training of --evolve is validated and saved once")]
    [InlineData("--evolve --no-eval-map", "--no-eval-map: each training")]
    [InlineData("--evolve --resume last.pt", "--resume last.pt: with --evolve it takes no file")]
    public void What_an_evolution_cannot_use_is_refused(string options, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => runs.Train(options, "refused", name: null)).Message, StringComparison.Ordinal);

    /// <summary>Trainings by their options, each run once.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);
        private readonly string _data;

        public Runs()
        {
            _data = SyntheticDataset.Ensure(PathOf("data"), new SyntheticDatasetOptions { TrainImages = 8, ValidationImages = 2, ImageSize = 64 });
            File.WriteAllText(PathOf("tiny.yaml"), SmallNetwork.Yaml);
            File.WriteAllText(PathOf("wide.yaml"), SmallNetwork.Yaml.Replace("0.125", "0.25", StringComparison.Ordinal));
            File.WriteAllText(PathOf("unfit.yaml"), SmallNetwork.Yaml.Replace(SmallNetwork.Anchors, "[[400,400, 500,400, 400,500], [600,600, 700,600, 600,700]]", StringComparison.Ordinal));
            TorchSharp.torch.manual_seed(9);
            using DetectionModel model = new(ModelDescription.Load(PathOf("tiny.yaml")));
            CheckpointFile.Write(PathOf("other.pt"), new CheckpointDictionary(("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(model))), ("yaml", model.Description.Yaml)));
        }

        /// <summary>Figures without a further option.</summary>
        public string Plain => Results("");

        public string PathOf(string name) => _folder.File(name);

        public string Results(string options) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Last(options))!)!, "results.csv"));

        public float[] Anchors(string options)
        {
            using DetectionModel model = ModelWeights.Restore(Checkpoint.Read(Last(options)));
            return [.. model.Head.AnchorsInCells().SelectMany(level => level)];
        }

        public string Last(string options)
        {
            if (!_last.TryGetValue(options, out string? last))
            {
                string name = $"run{_last.Count}";
                Assert.Equal(0, Train(options, "runs", name));
                _last[options] = last = PathOf(options.Contains("--name other", StringComparison.Ordinal) ? "runs/other/weights/last.pt" : $"runs/{name}/weights/last.pt");
            }

            return last;
        }

        public int Train(string options, string project, string? name)
        {
            string[] given = [.. InProcess.Words(options, PathOf)];
            return InProcess.Run([
                "train", "--data", _data, "--cfg", PathOf("tiny.yaml"), "--imgsz", "64", "--epochs", "3", "--batch-size", "4", "--workers", "0", "--device", "cpu", "--noplots",
                "--project", PathOf(project), .. name is null ? Array.Empty<string>() : ["--name", name], .. given]);
        }

        public void Dispose() => _folder.Dispose();
    }
}
