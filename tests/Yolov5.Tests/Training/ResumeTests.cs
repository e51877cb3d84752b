using Schemes;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Tests.Training;

/// <summary>Interrupted runs that go on; each interruption is an exception in the middle of a run, whose files stay as they are.</summary>
[Collection("random state")]
public sealed class ResumeTests : IDisposable
{
    private static readonly FreezeSchedule Phases = new() { Epochs = 1, FrozenBatchSize = 2, BatchSize = 3, Layers = [0, 1] };

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("baseline", OptimizerKind.Sgd)]
    [InlineData("amp_fused_channels_last", OptimizerKind.AdamW)]
    [InlineData("zero3", OptimizerKind.Sgd)]
    public void A_run_that_is_interrupted_again_and_again_ends_with_the_same_bits(string scheme, OptimizerKind optimizer)
    {
        TrainingConfig config = _run.Config with { Scheme = SchemeCatalog.Find(scheme), Optimizer = optimizer };
        TrainingResult whole = _run.Train("whole", config);
        RunFolder folder = new(_run.Folder("parts"));

        // In the first epoch, between two files of the second, in the middle of the third.
        Assert.Throws<Interruption>(() => _run.Trainer(config, folder, progress: new After(2)).Run());
        Assert.Throws<Interruption>(() => Resumed(folder, written: path => path.EndsWith("best.pt", StringComparison.Ordinal) && File.ReadAllLines(folder.PathOf("results.csv")).Length == 3).Run());
        File.WriteAllText(folder.PathOf("weights/.unfinished.tmp"), "half a checkpoint");
        Assert.Throws<Interruption>(() => Resumed(folder, new After(TinyRun.BatchesOfEpoch + 1)).Run());
        TrainingResult parts = Resumed(folder).Run();

        Assert.Equal(TinyRun.State(whole.LastWeights), TinyRun.State(parts.LastWeights));
        Assert.Equal(TinyRun.State(whole.BestWeights), TinyRun.State(parts.BestWeights));
        Assert.Equal(File.ReadAllText(_run.Folder("whole/results.csv")), File.ReadAllText(folder.PathOf("results.csv")));
        Assert.Equal(whole.Best.Epoch, parts.Best.Epoch);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("best.pt")]
    [InlineData("epoch0.pt")]
    public void A_run_goes_on_from_its_best_or_a_kept_epoch_to_the_same_bits(string name)
    {
        TrainingConfig config = _run.Config with { Run = new RunOptions { SavePeriod = 1 } };
        TrainingResult whole = _run.Train("whole", config);
        RunFolder folder = new(_run.Folder("parts"));
        Assert.Throws<Interruption>(() => _run.Trainer(config, folder, progress: new After((2 * TinyRun.BatchesOfEpoch) + 1)).Run());

        var saved = SavedTraining.Read(Path.Combine(Path.GetDirectoryName(folder.Last)!, name));
        TrainingResult parts = _run.Trainer(saved.Config, folder, saved).Run();

        Assert.Equal(TinyRun.State(whole.LastWeights), TinyRun.State(parts.LastWeights));
        Assert.Equal(File.ReadAllText(_run.Folder("whole/results.csv")), File.ReadAllText(folder.PathOf("results.csv")));
        Assert.Null(Checkpoint.Read(parts.BestWeights).Entries["optimizer"]);
    }

    [Fact]
    public void A_run_in_two_phases_that_is_interrupted_in_both_ends_with_the_same_bits()
    {
        TrainingConfig config = _run.Config with { Freeze = Phases };
        TrainingResult whole = _run.Train("whole", config);
        RunFolder folder = new(_run.Folder("parts"));

        // In the frozen epoch; in the first epoch after it, which has two batches; in the last one.
        Assert.Throws<Interruption>(() => _run.Trainer(config, folder, progress: new After(2)).Run());
        Assert.Throws<Interruption>(() => Resumed(folder, new After(TinyRun.BatchesOfEpoch + 1)).Run());
        Assert.Throws<Interruption>(() => Resumed(folder, new After(3)).Run());
        TrainingResult parts = Resumed(folder).Run();

        Assert.Equal(TinyRun.State(whole.LastWeights), TinyRun.State(parts.LastWeights));
        Assert.Equal(File.ReadAllText(_run.Folder("whole/results.csv")), File.ReadAllText(folder.PathOf("results.csv")));
    }

    [Fact]
    public void Frozen_layers_are_trained_in_the_second_phase()
    {
        TrainingConfig config = _run.Config with { Freeze = Phases, Run = new RunOptions { SavePeriod = 1 } };
        byte[] start = Layer(_run.Train("none", config with { Run = new RunOptions { MostBatches = 0 } }).LastWeights);
        string weights = Path.GetDirectoryName(_run.Train("exp", config).LastWeights)!;

        Assert.Equal(start, Layer(Path.Combine(weights, "epoch0.pt")));
        Assert.NotEqual(start, Layer(Path.Combine(weights, "epoch1.pt")));

        static byte[] Layer(string path) => Checkpoint.Read(path).ModelStateDict!["model.0.conv.weight"].Data.ToArray();
    }

    [Fact]
    public void Phases_without_epochs_and_schemes_that_divide_the_state_are_refused()
    {
        Assert.Contains("--freeze-epochs 3 of 3 epochs: 1 to 2 are expected", Refusal(_run.Config with { Freeze = Phases with { Epochs = 3 } }), StringComparison.Ordinal);
        Assert.Contains("--unfreeze-batch-size 0: at least 1", Refusal(_run.Config with { Freeze = Phases with { BatchSize = 0 } }), StringComparison.Ordinal);
        Assert.Contains("--freeze-training with scheme zero3", Refusal(_run.Config with { Freeze = Phases, Scheme = SchemeCatalog.Find("zero3") }), StringComparison.Ordinal);

        static string Refusal(TrainingConfig config) => Assert.Throws<InvalidInputException>(() => config.Validated()).Message;
    }

    [Fact]
    public void A_saved_training_has_its_configuration_and_knows_when_it_has_ended()
    {
        TrainingConfig config = _run.Config with
        {
            Scheme = SchemeCatalog.All.First(known => known.Id == "mixed_precision"),
            FrozenLayers = [0, 1],
            Run = new RunOptions { Patience = 7, MostBatches = 4 },
        };
        TrainingResult result = _run.Train("exp", config);

        var saved = SavedTraining.Read(result.LastWeights);

        Assert.True(saved.IsFinished);
        Assert.Equal(config with { FrozenLayers = saved.Config.FrozenLayers, Scheme = config.Scheme with { Method = null } }, saved.Config);
        Assert.Equal([0, 1], saved.Config.FrozenLayers);
        Assert.Equal(2, saved.Options.Count);
        Assert.Contains("holds weights, but not the state of a training", Assert.Throws<InvalidInputException>(() => SavedTraining.Read(result.BestWeights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_run_is_found()
    {
        foreach (string name in (string[])["exp2", "exp", "exp3"])
        {
            RunFolder folder = new(_run.Folder($"runs/{name}"));
            File.WriteAllText(folder.Last, "");
            File.SetLastWriteTimeUtc(folder.Last, new DateTime(2020, 1, name == "exp" ? 2 : 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Assert.Equal(_run.Folder("runs/exp/weights/last.pt"), RunFolder.NewestLast(_run.Folder("runs")));
        Assert.Throws<InvalidInputException>(() => RunFolder.NewestLast(_run.Folder("elsewhere")));
    }

    private Trainer Resumed(RunFolder folder, IProgress<TrainingProgress>? progress = null, Func<string, bool>? written = null)
    {
        var saved = SavedTraining.Read(folder.Last);
        Assert.False(saved.IsFinished);
        RunFolder same = RunFolder.Of(folder.Last);
        RunFolder watched = written is null ? same : new RunFolder(same.Path) { Written = path => Interruption.If(written(path)) };
        return _run.Trainer(saved.Config, watched, saved, progress);
    }

    private sealed class Interruption : Exception
    {
        public static void If(bool now)
        {
            if (now)
                throw new Interruption();
        }
    }

    private sealed class After(int batches) : IProgress<TrainingProgress>
    {
        private int _batches;

        public void Report(TrainingProgress value) => Interruption.If(++_batches == batches);
    }
}
