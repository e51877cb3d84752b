using System.Text;
using Schemes;
using Yolov5.Imaging;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Tests.Training;

[Collection("random state")]
public sealed class TrainerTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_run_leaves_its_files_behind()
    {
        _run.Train("exp", _run.Config with { Epochs = 1, Run = new RunOptions { Plots = true } });

        Assert.Equal("epochs: 3\nname: \"exp\"\n", File.ReadAllText(_run.Folder("exp/opt.yaml")));
        Assert.Equal(new Hyperparameters { WarmupEpochs = 1 }, Hyperparameters.Load(_run.Folder("exp/hyp.yaml")));
        string[] rows = File.ReadAllLines(_run.Folder("exp/results.csv"));
        Assert.Equal("epoch,train/box_loss,train/obj_loss,train/cls_loss,metrics/precision,metrics/recall,metrics/mAP_0.5,metrics/mAP_0.5:0.95,val/box_loss,val/obj_loss,val/cls_loss,x/lr0,x/lr1,x/lr2", rows[0]);
        double[] row = [.. rows.Single(each => each.StartsWith("0,", StringComparison.Ordinal)).Split(',').Select(double.Parse)];
        Assert.All(row[1..4].Concat(row[8..11]), loss => Assert.InRange(loss, 1e-6, 10));
        string events = Encoding.Latin1.GetString(File.ReadAllBytes(Assert.Single(Directory.GetFiles(_run.Folder("exp"), "events.out.tfevents*", SearchOption.AllDirectories))));
        Assert.All(EpochFigures.Names, name => Assert.Contains(name, events, StringComparison.Ordinal));
        string[] pictures = ["results.png", "labels.jpg", "train_batch0.jpg", "train_batch1.jpg", "train_batch2.jpg", "val_batch0_labels.jpg", "val_batch0_pred.jpg", "confusion_matrix.png", "PR_curve.png", "F1_curve.png", "P_curve.png", "R_curve.png"];
        Assert.All(pictures, name => Assert.True(ImageFile.Read(_run.Folder($"exp/{name}")).Image.Pixels.Distinct().Count() > 2, name));
    }

    [Fact]
    public void Validation_and_checkpoints_keep_to_their_periods()
    {
        _run.Train("exp", _run.Config with { Run = new RunOptions { EvalPeriod = 2, SavePeriod = 2 } });

        string[] rows = File.ReadAllLines(_run.Folder("exp/results.csv"))[1..];
        Assert.Equal([false, true, true], rows.Select(row => row.Split(',')[7].Length > 0));
        Assert.Equal(["best.pt", "epoch0.pt", "epoch2.pt", "last.pt"], Directory.GetFiles(_run.Folder("exp/weights")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(_run.Folder("exp"), "*.png"));
    }

    [Fact]
    public void Each_epoch_says_where_its_time_went()
    {
        List<EpochSummary> epochs = [];
        new Trainer(_run.Config with { Epochs = 2, Run = new RunOptions { ValidatesAtEndOnly = true } }, _run.Data, new RunFolder(_run.Folder("exp"))) { EpochEnded = epochs.Add }.Run();

        Assert.All(epochs, epoch => Assert.InRange(epoch.Training.Waiting, epoch.Training.FirstBatch, epoch.Training.Elapsed));
        Assert.All(epochs, epoch => Assert.True(epoch.Training.FirstBatch > TimeSpan.Zero && epoch.SavingTime > TimeSpan.Zero));
        Assert.Equal([false, true], epochs.Select(epoch => epoch.EvaluationTime > TimeSpan.Zero));
    }

    [Fact]
    public void A_part_of_the_data_is_spread_over_all_of_it_and_read_by_its_own_reader()
    {
        List<string> read = [];
        TrainingData part = _run.Data.Part(3, 2, path =>
        {
            lock (read)
                read.Add(Path.GetFileNameWithoutExtension(path));
            return ImageFile.Read(path);
        });

        Assert.Equal(["0", "2", "4"], part.Train.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.ImagePath)));
        Assert.Equal(["0", "3"], part.Validation.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.ImagePath)));
        foreach (var batch in part.ValidationLoader(_run.Config, stride: 32).Epoch(0))
            batch.Dispose();
        Assert.Equal(["0", "3"], read.Order());
    }

    [Fact]
    public void Saving_and_validating_at_the_end_only_leaves_the_last_epoch()
    {
        List<string> weights = [];
        RunFolder folder = new(_run.Folder("exp")) { Written = path => weights.Add(Path.GetFileName(path)) };

        TrainingResult result = _run.Trainer(_run.Config with { Epochs = 2, Run = new RunOptions { SavesAtEndOnly = true, ValidatesAtEndOnly = true } }, folder).Run();

        Assert.Equal(["results.csv", "results.csv", "best.pt", "last.pt"], weights);
        Assert.Equal(1, result.Best.Epoch);
        Assert.False(double.IsNaN(result.Last.Fitness));
    }

    [Fact]
    public void A_bounded_run_ends_after_its_batches_and_without_validation_the_newest_weights_are_the_best()
    {
        TrainingResult result = _run.Train("exp", _run.Config with { Run = new RunOptions { MostBatches = 4, ValidatesNever = true } });

        Assert.Equal((1, 1), (result.Last.Epoch, result.Best.Epoch));
        Assert.True(double.IsNaN(result.Last.Fitness));
        Assert.Equal(1, Checkpoint.Read(result.BestWeights).Epoch);
    }

    [Fact]
    public void Frozen_layers_keep_their_weights()
    {
        TrainingConfig config = _run.Config with { Epochs = 1, FrozenLayers = [0, 3] };
        StateDict before = Checkpoint.Read(_run.Train("none", config with { Run = new RunOptions { MostBatches = 0 } }).LastWeights).ModelStateDict!;
        StateDict after = Checkpoint.Read(_run.Train("exp", config).LastWeights).ModelStateDict!;

        bool Same(string name) => before[name].Data.Span.SequenceEqual(after[name].Data.Span);
        Assert.All(before.Select(tensor => tensor.Name).Where(name => name.Contains(".conv.weight", StringComparison.Ordinal)), name =>
            Assert.Equal(name.StartsWith("model.0.", StringComparison.Ordinal) || name.StartsWith("model.3.", StringComparison.Ordinal), Same(name)));
        Assert.Contains("--freeze 99: there is no such layer", Assert.Throws<InvalidInputException>(() => _run.Train("x", config with { FrozenLayers = [99] })).Message, StringComparison.Ordinal);
        Assert.Contains("nothing is left to train", Assert.Throws<InvalidInputException>(() => _run.Train("x", config with { FrozenLayers = [.. Enumerable.Range(0, 11)] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_training_and_keeps_the_weights_from_before()
    {
        TrainingConfig config = _run.Config with { Hyperparameters = new Hyperparameters { Box = 1e39 } };

        string message = Assert.Throws<NonFiniteLossException>(() => _run.Train("exp", config)).Message;

        Assert.StartsWith("Epoch 1, batch 1: the loss is not finite (box", message, StringComparison.Ordinal);
        var saved = SavedTraining.Read(_run.Folder("exp/weights/last.pt"));
        Assert.False(saved.IsFinished);
    }

    [Fact]
    public void In_mixed_precision_such_steps_are_left_out_and_the_scale_falls()
    {
        List<string> notices = [];
        TrainingConfig config = _run.Config with { Epochs = 1, Scheme = SchemeCatalog.All.First(known => known.Id == "mixed_precision"), Hyperparameters = new Hyperparameters { Box = 1e39 } };

        TrainingResult result = _run.Train("exp", config, notices);

        Assert.Contains("the step is left out and the loss scale of 65536 halved", Assert.Single(notices), StringComparison.Ordinal);
        StateDict weights = Checkpoint.Read(result.LastWeights).ModelStateDict!;
        Assert.All(weights.SelectMany(tensor => tensor.ToSingle()), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_network_comes_from_its_weights_and_unfit_weights_are_refused()
    {
        string weights = _run.Train("first", _run.Config with { Run = new RunOptions { MostBatches = 1 } }).BestWeights;

        using (var session = TrainingSession.Create(_run.Config with { Model = weights, Weights = weights }, classCount: 2))
            Assert.True(session.Transfer!.IsComplete);
        Assert.Contains("fits yolov5n", Assert.Throws<InvalidInputException>(() => TrainingSession.Create(_run.Config with { Model = "n", Weights = weights }, classCount: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_for_less_than_half_of_the_network_are_told_from_others()
    {
        Checkpoint whole = Checkpoint.Read(_run.Train("first", _run.Config with { Run = new RunOptions { MostBatches = 1 } }).BestWeights);
        StateDictFile.Write(_run.Folder("few.pt"), whole.StateDict.Take((whole.StateDict.Count / 2) - 4));

        using var few = TrainingSession.Create(_run.Config with { Weights = _run.Folder("few.pt") }, classCount: 2);
        using var other = TrainingSession.Create(_run.Config with { Weights = whole.Path }, classCount: 1);

        Assert.Equal((true, false), (few.Transfer!.IsMostlyFresh, other.Transfer!.IsMostlyFresh));
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("module._orig_mod.")]
    public void A_plain_state_dict_says_its_classes_and_sheds_the_prefixes_of_wrappers(string prefix)
    {
        Checkpoint whole = Checkpoint.Read(_run.Train("first", _run.Config with { Run = new RunOptions { MostBatches = 1 } }).BestWeights);
        string path = _run.Folder("sd.pt");
        StateDictFile.Write(path, whole.StateDict.Select(tensor => tensor with { Name = prefix + tensor.Name }));

        Checkpoint plain = Checkpoint.Read(path);

        Assert.Equal(2, plain.ClassCount);
        Assert.Equal(whole.StateDict.Select(tensor => tensor.Name), plain.StateDict.Select(tensor => tensor.Name));
        Assert.Contains("--cfg", Assert.Throws<InvalidInputException>(() => ModelWeights.Describe(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_of_equal_epochs_is_the_best_and_patience_counts_from_it()
    {
        RunProgress progress = new();
        bool[] best = [.. new[] { double.NaN, 0.0, 0.0, 0.5, 0.4, double.NaN, 0.3 }.Select((map, epoch) => progress.Add(Figures(epoch, map)))];

        Assert.Equal([true, true, true, true, false, false, false], best);
        Assert.Equal(3, progress.Best!.Epoch);
        Assert.Equal((true, false, false), (progress.HasStalled(3), progress.HasStalled(4), progress.HasStalled(0)));
    }

    private static EpochFigures Figures(int epoch, double map)
    {
        double[] values = new double[EpochFigures.Names.Length];
        values[5] = values[6] = map;
        return new EpochFigures(epoch, [.. values]);
    }
}
