using Support;
using Yolov5.Data.Augmentation;
using Yolov5.Optimization;
using Yolov5.Training;
using Yolov5.Training.Evolution;

namespace Yolov5.Tests.Training.Evolution;

public sealed class HyperparameterEvolutionTests : IDisposable
{
    private static readonly Hyperparameters Start = new() { LabelSmoothing = 0.1, Augmentation = new AugmentationOptions { Degrees = 10, Mosaic9 = 0.25 } };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_evolution_that_is_gone_on_with_is_the_one_that_was_not_interrupted()
    {
        Evolve("whole").Run(6, Train);
        Evolve("parts").Run(2, Train);
        Assert.Throws<OperationCanceledException>(() => Evolve("parts").Run(3, hyp => File.ReadLines(_folder.File("parts/evolve.csv")).Count() < 5 ? Train(hyp) : throw new OperationCanceledException()));
        HyperparameterEvolution last = Evolve("parts");
        Assert.Equal(4, last.Generations.Count);
        last.Run(2, Train);

        Assert.All((string[])["evolve.csv", "hyp_evolve.yaml", "evolve.png"], name => Assert.Equal(File.ReadAllBytes(_folder.File("whole/" + name)), File.ReadAllBytes(_folder.File("parts/" + name))));
    }

    [Fact]
    public void The_table_has_the_references_columns_and_the_best_file_trains_the_best_generation_again()
    {
        List<Hyperparameters> trained = [];
        HyperparameterEvolution evolution = Evolve("run", seed: 3);
        evolution.Run(5, hyp =>
        {
            trained.Add(hyp);
            return Train(hyp);
        });

        string[] lines = File.ReadAllLines(_folder.File("run/evolve.csv"));
        Assert.Equal(
            "metrics/precision metrics/recall metrics/mAP_0.5 metrics/mAP_0.5:0.95 val/box_loss val/obj_loss val/cls_loss lr0 lrf momentum weight_decay warmup_epochs warmup_momentum warmup_bias_lr box cls cls_pw obj obj_pw iou_t anchor_t fl_gamma hsv_h hsv_s hsv_v degrees translate scale shear perspective flipud fliplr mosaic mixup copy_paste anchors",
            string.Join(' ', lines[0].Split(',', StringSplitOptions.TrimEntries)));
        Assert.All(lines, line => Assert.Equal((36 * 21) - 1, line.Length));
        Assert.Equal(Start with { Anchors = 3 }, trained[0]);
        Assert.Equal(5, trained.Distinct().Count());
        Assert.All(trained, hyp => Assert.Equal((0.1, 0.25), (hyp.LabelSmoothing, hyp.Augmentation.Mosaic9)));
        Assert.Equal(trained.Max(hyp => Fitness(hyp)), Fitness(trained[evolution.Best]));
        Assert.Equal(trained[evolution.Best], Hyperparameters.Load(evolution.BestFile));
    }

    [Fact]
    public void A_generation_whose_loss_is_not_finite_is_the_worst_and_the_evolution_goes_on()
    {
        List<string> notices = [];
        HyperparameterEvolution evolution = new(_folder.Path, Start, evolvesAnchors: false, seed: 0) { Notice = notices.Add };
        int trained = 0;

        evolution.Run(3, hyp => ++trained == 2 ? throw new NonFiniteLossException(0, 0, new LossItems(double.NaN, 0, 0)) : Train(hyp));

        Assert.StartsWith("Generation 2 cannot be trained and counts as the worst: Epoch 1, batch 1", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Equal([false, true, false], evolution.Generations.Select(generation => generation.Fitness == 0));
        Assert.Equal(3, new HyperparameterEvolution(_folder.Path, Start, evolvesAnchors: false, seed: 0).Generations.Count);
        Assert.All(evolution.Generations, generation => Assert.Equal(EvolvedParameter.All.Length - 1, generation.Values.Length));
    }

    [Theory]
    [InlineData("lr0", "momentums", "the column 'lr0' is missing")]
    [InlineData("      0.937", "      fast", ":2: 'fast' is no number")]
    [InlineData("      0.937,", "", ":2: 35 values; 36 are expected")]
    public void A_table_that_cannot_be_read_is_named_with_the_place(string old, string changed, string complaint)
    {
        Evolve("").Run(1, Train);
        string table = _folder.File("evolve.csv");
        File.WriteAllText(table, File.ReadAllText(table).Replace(old, changed, StringComparison.Ordinal));

        string message = Assert.Throws<InvalidInputException>(() => Evolve("")).Message;

        Assert.Contains(table, message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_generations_of_a_tiny_network_are_trained_with_what_their_rows_say()
    {
        using TinyRun tiny = new();
        TrainingConfig config = tiny.Config with { Epochs = 1 };
        HyperparameterEvolution evolution = new(tiny.Folder("evolution"), config.Hyperparameters, config.Sampling.AutoAnchor, seed: 5);

        evolution.Run(2, hyp => tiny.Train($"generation{evolution.Generations.Count}", config with { Hyperparameters = hyp, Run = new RunOptions { SavesAtEndOnly = true, ValidatesAtEndOnly = true } }).Last);

        Assert.Equal(2, evolution.Generations.Count);
        Assert.All(evolution.Generations, generation => Assert.All(generation.Results, result => Assert.True(double.IsFinite(result))));
        Assert.NotEqual(evolution.Generations[0].Results[5], evolution.Generations[1].Results[5]);
        Assert.True(new FileInfo(tiny.Folder("evolution/evolve.png")).Length > 10_000);
    }

    private HyperparameterEvolution Evolve(string folder, long seed = 0) => new(_folder.File(folder), Start, evolvesAnchors: true, seed);

    // A fitness that has a best learning rate.
    private static double Fitness(Hyperparameters hyp) => 1 / (1 + Math.Abs(Math.Log(hyp.InitialLearningRate / 0.012)));

    private static EpochFigures Train(Hyperparameters hyp) => new(0, [0, 0, 0, 0.5, 0.5, Fitness(hyp), Fitness(hyp), 0.1, 0.2, 0.3, 0, 0, 0]);
}
