using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Training;

/// <summary>The start of a training: the description of its network and the weights of a file.</summary>
public sealed class StartingWeights
{
    private readonly Checkpoint? _weights;
    private readonly bool _isOfThatNetwork;

    private StartingWeights(Checkpoint? weights, ModelDescription description, bool isOfThatNetwork)
    {
        _weights = weights;
        Description = description;
        _isOfThatNetwork = isOfThatNetwork;
    }

    /// <summary>The network.</summary>
    public ModelDescription Description { get; }

    /// <summary>Checks that a file has weights, before the images are scanned, which may take minutes.</summary>
    /// <param name="weights">The file; empty for none.</param>
    /// <param name="model">The network, which is read apart.</param>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    public static void Check(string weights, string model)
    {
        if (!string.IsNullOrEmpty(weights) && weights != model)
            Checkpoint.Read(weights);
    }

    /// <summary>Reads the file of a configuration, if it has one and no saved training takes its place.</summary>
    /// <exception cref="InvalidInputException">A file cannot be used.</exception>
    internal static StartingWeights Of(TrainingConfig config, SavedTraining? saved)
    {
        if (saved is not null)
            return new StartingWeights(null, saved.Describe(), false);
        Checkpoint? weights = config.Weights is null ? null : Checkpoint.Read(config.Weights);
        bool isOfThatNetwork = config.Model == config.Weights;
        return new StartingWeights(weights, isOfThatNetwork ? ModelWeights.Describe(weights!) : ModelWeights.Describe(config.Model), isOfThatNetwork);
    }

    /// <summary>Takes what fits from the file; null without one. Its anchors are taken only if the network is its own, as in the reference.</summary>
    /// <param name="model">The network.</param>
    /// <exception cref="InvalidInputException">Nothing of it fits.</exception>
    internal WeightTransfer? Load(DetectionModel model)
    {
        if (_weights is null)
            return null;
        WeightTransfer transfer = ModelWeights.Load(model, _weights.StateDict, keepAnchors: !_isOfThatNetwork || model.Description.FitsAnchors);
        bool nothing = transfer.Fresh.Count(IsLearned) == model.State().Count(entry => IsLearned(entry.Key));
        return nothing
            ? throw new InvalidInputException($"{_weights.Path}: none of its {transfer.Unused.Count} entries fits {model.Description.Name}; the first is {(transfer.Unused.Count > 0 ? transfer.Unused[0] : "of another shape")}, {transfer.Fresh.First(IsLearned)} is expected. Choose the network with --cfg, or leave --weights out.")
            : transfer;
    }

    // Counters and anchors have the same shapes in every network.
    private static bool IsLearned(string name) =>
        !name.EndsWith("num_batches_tracked", StringComparison.Ordinal) && !name.Contains("anchor", StringComparison.Ordinal);
}
