using TorchSharp;
using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Cli.Commands;

/// <summary>The network of a command line's weights; several weights are those of an ensemble.</summary>
internal sealed class LoadedNetworks : IDisposable
{
    private readonly DetectionModel[] _all;

    /// <param name="weights">At least one .pt file.</param>
    /// <param name="cfg">The network, where it is not the one that the weights describe.</param>
    /// <exception cref="InvalidInputException">A file cannot be used.</exception>
    public LoadedNetworks(string[] weights, string? cfg)
    {
        Checkpoint = Checkpoint.Read(weights[0]);
        _all = [ModelWeights.Restore(Checkpoint, cfg), .. weights[1..].Select(path => ModelWeights.Restore(Checkpoint.Read(path), cfg))];
    }

    /// <summary>The first file.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Its network.</summary>
    public DetectionModel First => _all[0];

    /// <summary>The other networks of an ensemble.</summary>
    public IReadOnlyList<DetectionModel> Others => _all[1..];

    /// <summary>Sides of images are multiples of it.</summary>
    public int LargestStride => _all.Max(static model => model.LargestStride);

    /// <summary>Brings all to a device.</summary>
    public void MoveTo(string device)
    {
        if (torch.device(device).type != DeviceType.CPU)
            Array.ForEach(_all, model => model.to(device));
    }

    public void Dispose() => Array.ForEach(_all, static model => model.Dispose());
}
