using Schemes;
using Support;
using Yolov5.Data;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Optimization;
using Yolov5.Sizing;
using Yolov5.Tests.Golden;
using Yolov5.Training;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>Steps of networks for two cameras under all schemes, their weights and their files.</summary>
[Collection(nameof(TrainingStepTests))]
public sealed class FusionTrainingTests : IDisposable
{
    private static readonly float[] Targets = [0, 0, 0.5f, 0.5f, 0.3f, 0.4f, 1, 1, 0.25f, 0.7f, 0.2f, 0.2f];
    private static readonly FusionKind[] AllKinds = Enum.GetValues<FusionKind>();

    private readonly TinyRun _run = new();

    public static TheoryData<FusionKind> Kinds => [.. AllKinds];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Checkpointing_changes_no_gradient_and_no_running_statistic_whatever_the_segments(FusionKind kind)
    {
        using TinyTraining plain = new(SchemeCatalog.Baseline, fusion: kind);
        using Tensor images = Images();
        plain.Step.Accumulate(images, Targets).Dispose();
        foreach (int interval in (int[])[1, 2, 3, 4, 9])
        {
            using TinyTraining checkpointed = new(SchemeCatalog.Baseline with { Id = "checkpointed", CheckpointInterval = interval }, fusion: kind);
            checkpointed.Step.Accumulate(images, Targets).Dispose();
            foreach (((string name, Tensor left), (_, Tensor right)) in plain.Model.named_buffers().Zip(checkpointed.Model.named_buffers()))
                Assert.True(left.equal(right).all().item<bool>(), $"{name}, every {interval}");
            foreach (((string name, var left), (_, var right)) in plain.Model.named_parameters().Zip(checkpointed.Model.named_parameters()))
                Assert.True(left.grad!.equal(right.grad!).all().item<bool>(), $"gradient of {name}, every {interval}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Zero_in_a_world_of_one_changes_no_bit(FusionKind kind)
    {
        using TinyTraining plain = new(SchemeCatalog.Baseline, fusion: kind);
        using TinyTraining divided = new(SchemeCatalog.Baseline with { Id = "divided", ZeroStage = 3 }, fusion: kind);
        using Tensor images = Images();
        for (int step = 0; step < 3; step++)
        {
            using Tensor expected = plain.Step.Run(images, Targets), actual = divided.Step.Run(images, Targets);
            Assert.Equal(expected.Values(), actual.Values());
        }

        foreach (((string name, Tensor left), (_, Tensor right)) in plain.Ema.Model.State().Zip(divided.Ema.Model.State()))
            Assert.True(left.equal(right).all().item<bool>(), name);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_scheme_agrees_with_the_baseline_within_its_precision(FusionKind kind)
    {
        using Tensor images = Images();
        float[] Losses(Scheme scheme)
        {
            using TinyTraining training = new(scheme, fusion: kind);
            return [.. Enumerable.Range(0, 2).Select(_ =>
            {
                using Tensor items = training.Step.Run(images, Targets);
                return items.sum().item<float>();
            })];
        }

        float[] expected = Losses(SchemeCatalog.Baseline);
        foreach (Scheme scheme in SchemeCatalog.All)
        {
            double tolerance = scheme.UsesAutocast ? 0.03 : 1e-4;
            Assert.All(Losses(scheme).Zip(expected), pair => Assert.InRange(pair.First / pair.Second, 1 - tolerance, 1 + tolerance));
        }
    }

    [Fact]
    public void Each_branch_starts_from_its_own_file_and_neck_and_head_from_that_of_RGB()
    {
        (string rgb, string events) = (Single("rgb.pt", seed: 1), Single("events.pt", seed: 2));

        using TrainingSession session = Session(FusionKind.Add, rgbWeights: rgb, eventWeights: events);

        FusedBranches places = FusedBranches.Of(session.Model.Description)!;
        foreach ((string name, float[] expected) in Weights(rgb))
            AssertAt(session.Model, Layer(name) is var layer && layer < places.Length ? FusedBranches.Rgb(layer) : places.Neck(layer), name, expected);
        foreach ((string name, float[] expected) in Weights(events).Where(entry => Layer(entry.Key) < places.Length))
            AssertAt(session.Model, places.Event(Layer(name)), name, expected);

        // The network's own anchors are kept, as with --weights.
        Assert.Equal([$"model.{session.Model.Layers.Count - 1}.anchors"], session.Transfer!.Fresh);
        Assert.Equal(
            ["the RGB backbone from rgb.pt", "neck and head from rgb.pt", "the event backbone from events.pt"],
            session.Transfer.Parts.Select(part => $"{part.Part} from {Path.GetFileName(part.Path)}"));
    }

    [Fact]
    public void One_file_starts_both_branches()
    {
        string weights = Single("one.pt", seed: 1);

        using TrainingSession session = Session(FusionKind.Concat, weights: weights);

        FusedBranches places = FusedBranches.Of(session.Model.Description)!;
        foreach ((string name, float[] expected) in Weights(weights).Where(entry => Layer(entry.Key) < places.Length))
        {
            AssertAt(session.Model, FusedBranches.Rgb(Layer(name)), name, expected);
            AssertAt(session.Model, places.Event(Layer(name)), name, expected);
        }
    }

    [Fact]
    public void Weights_of_events_alone_start_neck_and_head_too_and_leave_the_RGB_branch_fresh()
    {
        using TrainingSession session = Session(FusionKind.Add, eventWeights: Single("events.pt", seed: 2));

        FusedBranches places = FusedBranches.Of(session.Model.Description)!;
        int[] fresh = [.. session.Transfer!.Fresh.Where(name => !name.EndsWith("anchors", StringComparison.Ordinal)).Select(Layer).Distinct().Order()];
        Assert.Equal(fresh, Enumerable.Range(0, places.Length).Select(FusedBranches.Rgb).Where(layer => session.Model.Layers[layer].Module.State().Any()));
    }

    [Fact]
    public void Early_fusion_takes_the_first_layers_weights_by_camera()
    {
        (string rgb, string events) = (Single("rgb.pt", seed: 1), Single("events.pt", seed: 2));

        using TrainingSession session = Session(FusionKind.Early, rgbWeights: rgb, eventWeights: events);

        using Tensor first = session.Model.get_parameter("model.0.conv.weight")!.detach();
        Assert.Equal(Weights(rgb)["model.0.conv.weight"], first.narrow(1, 0, 3).contiguous().Values());
        Assert.Equal(Weights(events)["model.0.conv.weight"], first.narrow(1, 3, 3).contiguous().Values());
        foreach ((string name, float[] expected) in Weights(rgb).Where(entry => entry.Key != "model.0.conv.weight"))
            AssertAt(session.Model, Layer(name), name, expected);
    }

    [Fact]
    public void Early_fusion_puts_two_cameras_into_a_layer_that_moves_pixels_into_channels()
    {
        // Focus has four pixels of a camera's channels one after the other: pixel by pixel both cameras'.
        using DetectionModel single = new(Focus()), fused = new(FusionDescription.Of(Focus(), FusionKind.Early));
        FusedWeights weights = new(fused);
        weights.Add(ModelWeights.Save(single), rgb: true, events: true, others: true);
        ModelWeights.Load(fused, weights.All);

        using Tensor expected = single.get_parameter("model.0.conv.conv.weight")!.detach(), actual = fused.get_parameter("model.0.conv.conv.weight")!.detach();
        for (int channel = 0; channel < 12; channel++)
        {
            float[] own = expected.select(1, channel).contiguous().Values();
            int place = (channel / 3 * 6) + (channel % 3);
            Assert.Equal(own, actual.select(1, place).contiguous().Values());
            Assert.Equal(own, actual.select(1, place + 3).contiguous().Values());
        }

        static ModelDescription Focus() => ModelDescription.Parse(TinyTraining.Definition.Replace("Conv, [64, 6, 2, 2]", "Focus, [64, 3]", StringComparison.Ordinal), "focus");
    }

    [Fact]
    public void A_combination_of_weights_that_has_no_meaning_is_refused()
    {
        string single = Single("single.pt", seed: 1), fused = Saved("fused.pt", FusionDescription.Of(ModelDescription.Load(_run.Config.Model), FusionKind.Add));

        Assert.Contains("--weights starts both branches already", Refusal(() => Session(FusionKind.Add, weights: single, rgbWeights: single)), StringComparison.Ordinal);
        Assert.Contains("weights of a network for one camera are expected", Refusal(() => Session(FusionKind.Add, rgbWeights: fused)), StringComparison.Ordinal);
        Assert.Contains("tiny is a network for one camera", Refusal(() => Session(null, eventWeights: single)), StringComparison.Ordinal);
        Assert.Contains("joined by 'add'", Refusal(() => TrainingSession.Create(_run.Config with { Model = fused, Fusion = FusionKind.Concat }, 2)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_saved_network_for_two_cameras_is_its_own_description_and_starts_as_a_whole(FusionKind kind)
    {
        string saved = Saved("fused.pt", FusionDescription.Of(ModelDescription.Load(_run.Config.Model), kind));
        Checkpoint checkpoint = Checkpoint.Read(saved);
        using DetectionModel restored = ModelWeights.Restore(checkpoint);
        CheckpointExport.WritePt(_run.Folder("half.pt"), checkpoint, restored);

        using DetectionModel again = ModelWeights.Restore(Checkpoint.Read(_run.Folder("half.pt")));
        using TrainingSession session = TrainingSession.Create(_run.Config with { Model = saved, Weights = saved }, classCount: 2);

        Assert.Equal((kind, 6), (FusionDescription.KindOf(again.Description), again.Description.Channels));
        Assert.Equal(restored.Description.Yaml, again.Description.Yaml);
        Assert.True(session.Transfer!.IsComplete);
        foreach ((string name, float[] expected) in Weights(saved))
            AssertAt(session.Model, Layer(name), name, expected);
    }

    [Fact]
    public void A_training_for_two_cameras_goes_on_from_its_file_to_the_bit()
    {
        TrainingConfig config = _run.Config with { Fusion = FusionKind.Attention };
        using Tensor images = Images();
        using TrainingSession first = TrainingSession.Create(config, 2);
        TrainingLoop loop = new(first.Step, first.Optimizer.Groups, Schedule(config), _run.Data.TrainLoader(config));
        first.Step.Run(images, Targets).Dispose();
        RunProgress progress = new();
        CheckpointFile.Write(_run.Folder("last.pt"), SavedTraining.Of(first, loop, progress, ["cat", "dog"], TinyRun.Options, finished: false));
        using Tensor expected = first.Step.Run(images, Targets);

        SavedTraining saved = SavedTraining.Read(_run.Folder("last.pt"));
        using TrainingSession second = TrainingSession.Create(saved.Config, 2, saved: saved);
        saved.Restore(second, new TrainingLoop(second.Step, second.Optimizer.Groups, Schedule(config), _run.Data.TrainLoader(config)));
        using Tensor actual = second.Step.Run(images, Targets);

        Assert.Equal("tiny-attention", second.Model.Description.Name);
        Assert.Equal(expected.Values(), actual.Values());
        foreach ((var left, var right) in first.Model.State().Zip(second.Model.State()))
            Assert.Equal(left.Value.Values(), right.Value.Values());
    }

    [Fact]
    public void Frozen_backbones_keep_their_weights_and_the_fusion_layers_learn()
    {
        ModelDescription fused = FusionDescription.Of(ModelDescription.Load(_run.Config.Model), FusionKind.Concat);
        FusedBranches places = FusedBranches.Of(fused)!;

        using TrainingSession session = TrainingSession.Create(_run.Config with { Fusion = FusionKind.Concat, FrozenLayers = places.First(places.Length) }, 2);

        int[] frozen = [.. session.Model.Layers.Where(layer => layer.Module.parameters().Any(parameter => !parameter.requires_grad)).Select(layer => layer.Index)];
        Assert.Equal(Enumerable.Range(0, places.FirstFusion).Where(layer => layer != 0 && layer != places.Length + 1), frozen);
    }

    [OneDnnFact]
    public void The_memory_of_a_step_is_found_from_the_description()
    {
        long Peak(FusionKind? kind, ProbeMode mode) => new InProcessProbe().Run(new ProbeRequest
        {
            Config = _run.Config with { Model = "n", Fusion = kind, BatchSize = 2 },
            Mode = mode,
            ClassCount = 2,
            LabelsPerImage = 2,
            TimedSteps = 2,
        }).PeakAllocatedBytes!.Value;

        // Early fusion has three channels more in one layer; a second backbone has half of the network's activations.
        foreach (ProbeMode mode in Enum.GetValues<ProbeMode>())
        {
            long single = Peak(null, mode), early = Peak(FusionKind.Early, mode), sum = Peak(FusionKind.Add, mode);
            Assert.InRange(early, single, single * 1.2);
            Assert.InRange(sum, early + 1, single * 3);
        }
    }

    private static string Refusal(Func<TrainingSession> create) => Assert.Throws<InvalidInputException>(create).Message;

    private static TrainingSchedule Schedule(TrainingConfig config) => new(config.Hyperparameters, config.Epochs, TinyRun.BatchesOfEpoch, config.BatchSize, config.NominalBatchSize);

    private TrainingSession Session(FusionKind? kind, string? weights = null, string? rgbWeights = null, string? eventWeights = null) =>
        TrainingSession.Create(_run.Config with { Fusion = kind, Weights = weights, RgbWeights = rgbWeights, EventWeights = eventWeights }, classCount: 2);

    private string Single(string name, long seed)
    {
        manual_seed(seed);
        return Saved(name, ModelDescription.Load(_run.Config.Model));
    }

    private string Saved(string name, ModelDescription description)
    {
        using DetectionModel model = new(description);
        CheckpointFile.Write(_run.Folder(name), new CheckpointDictionary(
            ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(model))), ("yaml", description.Yaml), ("nc", description.ClassCount)));
        return _run.Folder(name);
    }

    private static Dictionary<string, float[]> Weights(string path) => Checkpoint.Read(path).StateDict.ToDictionary(stored => stored.Name, stored => stored.ToSingle());

    private static int Layer(string name) => int.Parse(name.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static void AssertAt(DetectionModel model, int layer, string name, float[] expected)
    {
        string moved = string.Join('.', ["model", $"{layer}", .. name.Split('.')[2..]]);
        Assert.Equal(expected, model.State().Single(entry => entry.Key == moved).Value.to(ScalarType.Float32).Values());
    }

    private static Tensor Images()
    {
        byte[] pixels = new byte[2 * 6 * 64 * 64];
        new Random(3).NextBytes(pixels);
        return tensor(pixels, [2, 6, 64, 64], dtype: ScalarType.Byte);
    }
}
