using Schemes;
using Yolov5.Training;

namespace Yolov5.Tests.Training;

/// <summary>Interrupted runs that go on; each interruption is an exception in the middle of a run, whose files stay as they are.</summary>
[Collection("random state")]
public sealed class ResumeTests : IDisposable
{
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
