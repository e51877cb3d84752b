using TorchSharp.Modules;
using Yolov5.Models;

namespace Yolov5.Training;

/// <summary>Excludes layers of a network from training.</summary>
internal static class FrozenLayers
{
    /// <summary>The weights of some layers get no gradients; batch norm's running statistics go on, as in the reference.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layers">Places of the layers, from 0.</param>
    /// <exception cref="InvalidInputException">There is no such layer, or nothing would be left to train.</exception>
    public static void Freeze(DetectionModel model, IReadOnlyList<int> layers)
    {
        foreach (int index in layers)
        {
            ModelLayer layer = model.Layers.FirstOrDefault(each => each.Index == index)
                ?? throw new InvalidInputException($"--freeze {index}: there is no such layer; the network has layers 0 to {model.Layers.Count - 1}.");
            foreach (Parameter parameter in layer.Module.parameters())
                parameter.requires_grad = false;
        }

        if (!model.parameters().Any(parameter => parameter.requires_grad))
            throw new InvalidInputException($"--freeze {string.Join(' ', layers)}: nothing is left to train.");
    }
}
