using System.Globalization;
using Schemes;
using Schemes.Distributed;
using Schemes.Tests.Distributed;
using Support;
using Yolov5.Models;
using Yolov5.Training;
using Yolov5.Validation;
using Yolov5.Weights;

namespace Yolov5.Tests.Training;

/// <summary>Whole runs of several ranks.</summary>
[Collection("random state")]
public sealed class RanksTrainerTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    private TrainingConfig Config
    {
        get
        {
            // Ranks as threads have one random generator, so weights come from a file.
            string weights = _run.Train("start", _run.Config with { Run = new RunOptions { MostBatches = 0 } }).LastWeights;
            return _run.Config with { BatchSize = 2, SyncBatchNorm = true, Weights = weights, Run = new RunOptions { Plots = false } };
        }
    }

    [GlooTheory]
    [InlineData("baseline")]
    [InlineData("zero2")]
    public void Two_ranks_write_what_one_writes(string scheme)
    {
        TrainingConfig config = Config with { Scheme = Scheme(scheme) };
        List<TrainingResult> alone = [.. Ranks.RunAsProgram(1, _ => _run.Trainer(config, new RunFolder(_run.Folder("one"))).Run())];
        TrainingResult[] ranks = Ranks.RunAsProgram(2, group => Train(config, "two", group));

        double[][] expected = Rows("one"), actual = Rows("two");
        foreach ((double[] one, double[] two) in expected.Zip(actual))
        {
            // Losses of training, and learning rates; those of validation are means over its batches, which are half as large.
            foreach (int column in (int[])[0, 1, 2, 3, 11, 12, 13])
                Assert.InRange(Math.Abs(one[column] - two[column]), 0, (1e-4 * Math.Abs(one[column])) + 1e-9);
        }

        Assert.Equal(alone[0].Last.Epoch, ranks[0].Last.Epoch);

        // All ranks decide by the same figures; only the first has files.
        Assert.Equal(ranks[0].Last.Values, ranks[1].Last.Values);
        Assert.Equal("", ranks[1].LastWeights);
    }

    [GlooTheory]
    [InlineData("baseline", 2, 2)]
    [InlineData("zero3", 2, 2)]
    [InlineData("zero3", 2, 1)]
    [InlineData("zero3", 1, 2)]
    [InlineData("zero1", 2, 1)]
    public void A_run_goes_on_with_the_same_or_another_number_of_ranks(string scheme, int before, int after)
    {
        TrainingConfig config = Config with { Scheme = Scheme(scheme) };
        Ranks.RunAsProgram(before, group => Train(config, "whole", group));

        // Interrupted in the second epoch, after which it goes on from the first.
        Assert.Throws<InvalidInputException>(() => Ranks.RunAsProgram(before, group => Train(config, "parts", group, new Interruption(epoch: 1))));
        Ranks.RunAsProgram(after, group => Train(config, "parts", group, saved: SavedTraining.Read(_run.Folder("parts/weights/last.pt"))));

        Checkpoint whole = Checkpoint.Read(_run.Folder("whole/weights/last.pt")), parts = Checkpoint.Read(_run.Folder("parts/weights/last.pt"));
        if (before == after)
            Assert.Equal(State("whole"), State("parts"));
        Assert.Equal(whole.Updates, parts.Updates);
        foreach ((StoredTensor left, StoredTensor right) in whole.ModelStateDict!.Zip(parts.ModelStateDict!))
            Assert.All(left.ToSingle().Zip(right.ToSingle()), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-4));
        var optimizers = ((CheckpointDictionary)whole.Entries["optimizer"]!, (CheckpointDictionary)parts.Entries["optimizer"]!);
        Assert.True(optimizers.Item1.TryGetStateDict(out StateDict? expected) & optimizers.Item2.TryGetStateDict(out StateDict? actual));
        Assert.Equal(expected!.Select(stored => (stored.Name, string.Join(',', stored.Shape))).Order(), actual!.Select(stored => (stored.Name, string.Join(',', stored.Shape))).Order());
    }

    [Fact]
    public void A_batch_that_cannot_be_divided_is_an_error_that_says_which_can()
    {
        Assert.Contains("6 or 9 would do", Assert.Throws<InvalidInputException>(() => (_run.Config with { BatchSize = 8 }).CheckBatch(3)).Message, StringComparison.Ordinal);
        Assert.Contains("4 would do", Assert.Throws<InvalidInputException>(() => (_run.Config with { BatchSize = 2 }).CheckBatch(4)).Message, StringComparison.Ordinal);
        Assert.Contains("8 or 16 would do", Assert.Throws<InvalidInputException>(() => (_run.Config with { BatchSize = 12, Sampling = new SamplingOptions { Quad = true } }).CheckBatch(2)).Message, StringComparison.Ordinal);
        (_run.Config with { BatchSize = 16, Sampling = new SamplingOptions { Quad = true } }).CheckBatch(4);
    }

    [GlooFact]
    public void A_rank_that_is_cancelled_stops_all()
    {
        TrainingConfig config = Config;
        using CancellationTokenSource stop = new();
        bool[] stopped = Ranks.RunAsProgram(2, group =>
        {
            // Cancelled on rank 1 alone, in the first epoch.
            var progress = new Interruption(epoch: -1) { Reported = () => { if (group!.Rank == 1) stop.Cancel(); } };
            try
            {
                Trainer(config, "exp", group, progress, null).Run(group!.Rank == 1 ? stop.Token : default);
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        });
        Assert.Equal([true, true], stopped);
    }

    [GlooFact]
    public void Ranks_validate_together_what_one_validates_alone()
    {
        TrainingConfig config = Config;
        using DetectionModel model = ModelWeights.Restore(Checkpoint.Read(config.Weights!));
        ValidationOptions options = new() { Loss = config.Hyperparameters, Suppression = NmsOptions.ForValidation with { ConfidenceThreshold = 1e-4f } };
        ValidationResult expected = Ranks.RunAsProgram(1, _ => Validator.Run(model, _run.Data.ValidationLoader(config, 32, 2), options))[0];

        // Three batches, so that one rank has more than the other; of four ranks, one has none.
        foreach (int worldSize in (int[])[2, 4])
        {
            Assert.All(Ranks.RunAsProgram(worldSize, ranks => Validator.Run(model, _run.Data.ValidationLoader(config, 32, 2, ranks), options, ranks: ranks)), actual =>
            {
                Assert.Equal((expected.Images, expected.Loss, expected.Metrics.Labels, expected.Metrics.Predictions), (actual.Images, actual.Loss, actual.Metrics.Labels, actual.Metrics.Predictions));
                Assert.True(actual.Metrics.Predictions > 0);
                Assert.Equal(expected.Metrics.Classes.Select(Figures), actual.Metrics.Classes.Select(Figures));
            });
        }
    }

    private static string Figures(ClassMetrics metrics) => $"{metrics} {string.Join(' ', metrics.AveragePrecision)}";

    // Ranks as threads draw from one random generator.
    private string State(string name) =>
        string.Join('\n', TinyRun.State(_run.Folder($"{name}/weights/last.pt")).Split('\n').Where(line => !line.StartsWith("cpu ", StringComparison.Ordinal)));

    private static Scheme Scheme(string id) => SchemeCatalog.Baseline with { Id = id, ZeroStage = id.StartsWith("zero", StringComparison.Ordinal) ? id[^1] - '0' : 0 };

    private TrainingResult Train(TrainingConfig config, string name, ProcessGroup? group, Interruption? progress = null, SavedTraining? saved = null) =>
        Trainer(config, name, group, progress, saved).Run();

    private Trainer Trainer(TrainingConfig config, string name, ProcessGroup? group, Interruption? progress, SavedTraining? saved) =>
        new(config, _run.Data, group is { Rank: > 0 } ? null : new RunFolder(_run.Folder(name)), saved) { Ranks = group, Options = TinyRun.Options, Progress = progress };

    private double[][] Rows(string name) =>
        [.. File.ReadAllLines(_run.Folder($"{name}/results.csv"))[1..].Select(row => row.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];

    private sealed class Interruption(int epoch) : IProgress<TrainingProgress>
    {
        public Action? Reported { get; init; }

        public void Report(TrainingProgress value)
        {
            Reported?.Invoke();
            if (value.Epoch == epoch)
                throw new InvalidInputException("interrupted");
        }
    }
}
