using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Schemes.Checkpointing;
using TorchSharp;
using Yolov5.Configuration;
using Yolov5.Data.Pairs;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// A training as its <c>last.pt</c> keeps it, and until it has ended its <c>best.pt</c> too: weights, moving average, optimizer, loss scale,
/// random states, position, figures of all epochs, configuration. Everything else that an epoch depends on is a function of these. A training that goes on from here
/// comes to the same weights as one that was never interrupted, bit for bit on a CPU. It does not depend on the number of ranks:
/// any number of ranks can go on from it.
/// </summary>
/// <remarks>
/// It is saved between epochs, when no gradient is kept. The entries are numbers, texts, lists, dictionaries and tensors, which
/// Python's <c>torch.load</c> opens; <c>model</c>, <c>ema</c>, <c>updates</c>, <c>epoch</c>, <c>best_fitness</c>, <c>opt</c> are named as in YOLOv5's checkpoints.
/// </remarks>
public sealed class SavedTraining
{
    /// <summary>Entry of the cameras whose frames the network takes: <c>rgb</c>, <c>event</c>, <c>dual</c>, or nothing for images of one camera.</summary>
    private const string ModalityKey = "modality";

    // The first entry of the state: those of the weights stand before it.
    private const string OptimizerKey = "optimizer";

    private const string StateKey = "training";

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Checkpoint _checkpoint;
    private readonly CheckpointDictionary _state;

    private SavedTraining(Checkpoint checkpoint, CheckpointDictionary state, TrainingConfig config)
    {
        _checkpoint = checkpoint;
        _state = state;
        Config = config;
        foreach (CheckpointValue row in (CheckpointList)state.Required("epochs"))
        {
            // An epoch with pairs of frames has two figures more.
            double[] values = [.. ((CheckpointList)row).Select(value => value.AsDouble("epochs"))];
            int end = 1 + EpochFigures.Names.Length;
            Progress.Add(new EpochFigures((int)values[0], [.. values[1..end]]) { Pairs = values.Length == end + 2 ? new PairFigures(values[end], values[end + 1]) : null });
        }

        Progress.ClassAp = [.. ((CheckpointList)state.Required("class_ap")).Select(ap => ap.AsDouble("class_ap"))];
    }

    /// <summary>The file.</summary>
    public string Path => _checkpoint.Path;

    /// <summary>Configuration of the training.</summary>
    public TrainingConfig Config { get; }

    /// <summary>Options of the command line that began it.</summary>
    public CheckpointDictionary Options => _checkpoint.Entries["opt"] as CheckpointDictionary ?? new CheckpointDictionary();

    /// <summary>True if the training has come to its end.</summary>
    public bool IsFinished => _state.Required("finished") is CheckpointScalar { Value: true };

    /// <summary>Epochs so far.</summary>
    internal RunProgress Progress { get; } = new();

    /// <summary>Reads a <c>last.pt</c>, or another checkpoint of a training that has not ended.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or holds no training that could go on.</exception>
    public static SavedTraining Read(string path)
    {
        Checkpoint checkpoint = Checkpoint.Read(path);
        if (checkpoint.Entries[StateKey] is not CheckpointDictionary state || checkpoint.ModelStateDict is null || checkpoint.EmaStateDict is null)
            throw new InvalidInputException($"{path}: holds weights, but not the state of a training; the last.pt of a run of this program, or the best.pt of one that has not ended, is expected. '--weights {path}' starts a new training from it.");
        try
        {
            string json = ((CheckpointScalar)state.Required("config")).Value as string ?? "";
            TrainingConfig config = JsonSerializer.Deserialize<TrainingConfig>(json, Json) ?? throw new JsonException("It is empty.");
            return new SavedTraining(checkpoint, state, config);
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidInputException($"{path}: the state of its training is that of another version of this program: {exception.Message}", exception);
        }
    }

    /// <summary>All that a training needs to go on from here: the content of <c>last.pt</c>. All ranks call this together.</summary>
    internal static CheckpointDictionary Of(TrainingSession session, TrainingLoop loop, RunProgress progress, IReadOnlyList<string> names, CheckpointDictionary options, bool finished) =>
        WithState(Weights(session, progress, names, options), session, loop, progress, finished);

    /// <summary>The weights and figures of a saved training alone.</summary>
    internal static CheckpointDictionary WithoutState(CheckpointDictionary saved) => new(BeforeState(saved));

    /// <inheritdoc cref="WithoutState(CheckpointDictionary)"/>
    internal static CheckpointDictionary WithoutState(Checkpoint saved) => new(
    [
        ("model", CheckpointDictionary.FromStateDict(saved.ModelStateDict!)),
        ("ema", CheckpointDictionary.FromStateDict(saved.EmaStateDict!)),
        .. BeforeState(saved.Entries),
    ]);

    private static IEnumerable<(CheckpointValue Key, CheckpointValue Value)> BeforeState(CheckpointDictionary entries) =>
        entries.TakeWhile(static entry => entry.Key is not CheckpointScalar { Value: OptimizerKey }).Select(static entry => (entry.Key, entry.Value));

    private static CheckpointDictionary Weights(TrainingSession session, RunProgress progress, IReadOnlyList<string> names, CheckpointDictionary options) => new(
        ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(session.Model, whole: session.Zero?.FullWeights()))),
        ("ema", CheckpointDictionary.FromStateDict(ModelWeights.Save(session.Ema.Model))),
        ("epoch", progress.NextEpoch - 1),
        ("best_fitness", progress.Best is { } best && !double.IsNaN(best.Fitness) ? best.Fitness : 0.0),
        ("updates", session.Ema.Updates),
        ("names", new CheckpointList(names.Select(name => (CheckpointValue)name))),
        ("nc", names.Count),
        ("yaml", session.Model.Description.Yaml),
        ("opt", options),
        (ModalityKey, session.Config.Pairs?.Modality.ToString().ToLowerInvariant() ?? ""),
        ("date", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)));

    private static CheckpointDictionary WithState(CheckpointDictionary weights, TrainingSession session, TrainingLoop loop, RunProgress progress, bool finished)
    {
        var scaler = session.Step.Scaler.State;
        (int size, int halvings) = loop.MicroBatches;
        (CheckpointValue, CheckpointValue)[] added =
        [
            (OptimizerKey, CheckpointDictionary.FromStateDict(OptimizerState(session))),
            ("scaler", new CheckpointDictionary(("scale", scaler.Scale), ("growth_tracker", scaler.GrowthTracker), ("skipped_steps", scaler.SkippedSteps))),
            .. SavedRandomStates.Of(session.Step),
            (StateKey, new CheckpointDictionary(
                ("finished", finished),
                ("last_step", loop.LastStep),
                ("micro_batch", size),
                ("halvings", halvings),
                ("epochs", new CheckpointList(progress.Epochs.Select(Row))),
                ("class_ap", new CheckpointList(progress.ClassAp.Select(ap => (CheckpointValue)ap))),
                ("config", JsonSerializer.Serialize(Anywhere(session.Config), Json)))),
        ];
        return new CheckpointDictionary([.. weights.Select(entry => (entry.Key, entry.Value)), .. added]);
    }

    /// <summary>Cameras whose frames a checkpoint's network was trained with; null for images of one camera, and for files of other programs.</summary>
    /// <param name="checkpoint">The file.</param>
    public static Modality? ModalityOf(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return checkpoint.Entries[ModalityKey] is CheckpointScalar { Value: string text } && Enum.TryParse(text, ignoreCase: true, out Modality modality) ? modality : null;
    }

    // A run may go on from another folder.
    private static TrainingConfig Anywhere(TrainingConfig config) => System.IO.Path.Exists(config.Data) ? config with { Data = System.IO.Path.GetFullPath(config.Data) } : config;

    /// <summary>The network.</summary>
    public ModelDescription Describe() => ModelWeights.Describe(_checkpoint) with { Name = System.IO.Path.GetFileNameWithoutExtension(Config.Model) + (Config.Fusion is { } kind ? $"-{kind.Name()}" : "") };

    /// <summary>Loads the weights into the network, before ZeRO divides them.</summary>
    internal void RestoreModel(DetectionModel model) => Load(model, _checkpoint.ModelStateDict!);

    /// <summary>Loads all else.</summary>
    internal void Restore(TrainingSession session, TrainingLoop loop)
    {
        Load(session.Ema.Model, _checkpoint.EmaStateDict!);
        session.Ema.Updates = _checkpoint.Updates ?? 0;
        RestoreOptimizer(session);
        var scaler = (CheckpointDictionary)_checkpoint.Entries.Required("scaler");
        session.Step.Scaler.State = new(scaler.Required("scale").AsDouble("scale"), (int)Integer(scaler, "growth_tracker"), Integer(scaler, "skipped_steps"));
        loop.LastStep = Integer(_state, "last_step");

        // How many images fit into a pass is known for the ranks of that run.
        if (session.Step.Ranks is null && !SavedRandomStates.IsOfRanks(_checkpoint.Entries))
            loop.MicroBatches = ((int)Integer(_state, "micro_batch"), (int)Integer(_state, "halvings"));
        SavedRandomStates.Restore(_checkpoint.Entries, session.Step);
    }

    private static void Load(DetectionModel model, StateDict weights)
    {
        WeightTransfer transfer = ModelWeights.Load(model, weights);
        if (!transfer.IsComplete)
            throw new InvalidInputException($"The training cannot go on: {transfer.Fresh[0]} is missing from its file or of another shape. Has the data's number of classes changed?");
    }

    private void RestoreOptimizer(TrainingSession session)
    {
        if (_checkpoint.Entries.Required(OptimizerKey) is not CheckpointDictionary saved || !saved.TryGetStateDict(out StateDict? state))
            return;
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = state.ToDictionary(stored => stored.Name, stored => ModelWeights.ToTensor(stored, stored.Type.IsFloatingPoint()));
        if (session.Zero is { } zero)
            zero.LoadStateDict(tensors);
        else
            session.Optimizer.LoadStateDict(tensors);
    }

    private static List<StoredTensor> OptimizerState(TrainingSession session)
    {
        List<StoredTensor> stored = [];
        foreach ((string name, Tensor value) in session.Zero?.StateDict() ?? session.Optimizer.StateDict())
        {
            using (value)
                stored.Add(ModelWeights.Stored(name, value, StoredType.Float32));
        }

        return stored;
    }

    private static CheckpointList Row(EpochFigures epoch) => new(
        [epoch.Epoch, .. epoch.Values.Select(value => (CheckpointValue)value), .. epoch.Pairs is { } pairs ? [pairs.DualRate, pairs.AverageDifference] : Array.Empty<CheckpointValue>()]);

    private static long Integer(CheckpointDictionary dictionary, string key) => dictionary.Required(key).TryGetInt64(out long value)
        ? value
        : throw new InvalidInputException($"The entry '{key}' of the checkpoint is no whole number.");
}
