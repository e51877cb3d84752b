using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Training;

/// <summary>Loads the weights that a training starts from.</summary>
internal static class StartingWeights
{
    /// <summary>Takes what fits from the file of a configuration; null without one.</summary>
    /// <param name="model">The network.</param>
    /// <param name="config">The configuration. Anchors are the file's only if the network is the file's too, as in the reference.</param>
    /// <exception cref="InvalidInputException">The file cannot be used, or nothing of it fits.</exception>
    public static WeightTransfer? Load(DetectionModel model, TrainingConfig config)
    {
        if (config.Weights is not { } path)
            return null;
        WeightTransfer transfer = ModelWeights.Load(model, Checkpoint.Read(path).StateDict, keepAnchors: config.Model != path || model.Description.FitsAnchors);
        bool nothing = transfer.Fresh.Count(IsLearned) == model.State().Count(entry => IsLearned(entry.Key));
        return nothing
            ? throw new InvalidInputException($"{path}: none of its {transfer.Unused.Count} entries fits {model.Description.Name}; the first is {(transfer.Unused.Count > 0 ? transfer.Unused[0] : "of another shape")}, {transfer.Fresh.First(IsLearned)} is expected. Choose the network with --cfg, or leave --weights out.")
            : transfer;
    }

    // Counters and anchors have the same shapes in every network.
    private static bool IsLearned(string name) =>
        !name.EndsWith("num_batches_tracked", StringComparison.Ordinal) && !name.Contains("anchor", StringComparison.Ordinal);
}
