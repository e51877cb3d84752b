using Schemes;
using Yolov5.Configuration;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;

namespace Yolov5.Training;

/// <summary>Training in two phases: first with frozen layers, then with all of them, each with a batch size of its own.</summary>
public sealed record FreezeSchedule
{
    /// <summary>Epochs of the first phase, from 1 up to but without those of the whole run.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images of a batch in the first phase, over all ranks.</summary>
    public required int FrozenBatchSize { get; init; }

    /// <summary>Images of a batch in the second phase, over all ranks.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Places of the layers that are frozen in the first phase.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Places of the layers of a network's backbone, or of both backbones of one for two cameras, whose fusion layers are trained.</summary>
    /// <param name="network">Description of the network.</param>
    public static IReadOnlyList<int> BackboneOf(ModelDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return FusedBranches.Of(network) is { } branches ? branches.First(branches.Length) : [.. Enumerable.Range(0, network.BackboneLayers)];
    }

    /// <summary>Checks the ranges.</summary>
    /// <param name="epochs">Epochs of the whole run.</param>
    /// <param name="scheme">Scheme by which a step is computed.</param>
    /// <exception cref="InvalidInputException">A value is outside its range, or the scheme cannot train in two phases.</exception>
    internal void Validate(int epochs, Scheme scheme)
    {
        if (Epochs < 1 || Epochs >= epochs)
            throw new InvalidInputException($"--freeze-epochs {Epochs} of {epochs} epochs: 1 to {epochs - 1} are expected, so that both phases of --freeze-training have epochs.");
        if (FrozenBatchSize < 1 || BatchSize < 1)
            throw new InvalidInputException($"--freeze-batch-size {FrozenBatchSize}, --unfreeze-batch-size {BatchSize}: at least 1 is expected.");
        if (scheme.ZeroStage > 0)
            throw new InvalidInputException($"--freeze-training with scheme {scheme.Id}: ZeRO divides the state of the layers that are trained from the start; choose another scheme.");
    }
}
