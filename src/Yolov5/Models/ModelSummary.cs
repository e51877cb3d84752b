using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Size of a network, in the figures that YOLOv5 prints.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Layers">Modules, counted recursively with the network itself; the shared activation counts once.</param>
/// <param name="Parameters">Elements of all parameters.</param>
/// <param name="Gradients">Elements of the parameters that are trained.</param>
/// <param name="MultiplyAdds">Multiply-adds of all convolutions for one image of <paramref name="ImageSize"/>.</param>
/// <param name="ImageSize">Side of that image in pixels.</param>
public sealed record ModelSummary(string Name, int Layers, long Parameters, long Gradients, long MultiplyAdds, int ImageSize)
{
    /// <summary>Billions of floating-point operations of the convolutions: two for each multiply-add.</summary>
    public double GigaFlops => 2 * MultiplyAdds / 1e9;

    /// <summary>Measures a network; runs it once on a small image.</summary>
    /// <param name="model">The network; its mode is kept.</param>
    /// <param name="imageSize">Side of the image in pixels, a multiple of the largest stride.</param>
    public static ModelSummary Of(DetectionModel model, int imageSize = 640)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<nn.Module> modules = [.. model.SelfAndDescendants()];
        Conv[] convolutions = [.. modules.OfType<Conv>()];
        int shared = convolutions.Any(convolution => !convolution.HasOwnActivation) ? 1 : 0;
        Parameter[] parameters = [.. model.parameters()];
        return new ModelSummary(
            model.Description.Name,
            modules.Count + shared + convolutions.Count(convolution => convolution.HasOwnActivation),
            parameters.Sum(parameter => parameter.numel()),
            parameters.Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()),
            CountMultiplyAdds(model, imageSize),
            imageSize);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Layers} layers, {Parameters} parameters, {Gradients} gradients, {GigaFlops:F1} GFLOPs");

    // All strides divide the image's side, so that the count grows with its area: a small image is enough.
    private static long CountMultiplyAdds(DetectionModel model, int imageSize)
    {
        int side = model.LargestStride;
        long total = 0;
        var removers = model.SelfAndDescendants().OfType<Conv2d>().Select(convolution => convolution.register_forward_hook((module, _, output) =>
        {
            long[] weight = ((Conv2d)module).weight.shape;
            long[] shape = output.shape;
            total += shape[1] * shape[2] * shape[3] * weight[1] * weight[2] * weight[3];
            return output;
        })).ToArray();
        bool training = model.training;
        try
        {
            model.eval();
            using IDisposable noGrad = no_grad();
            using Tensor image = zeros([1, model.Description.Channels, side, side], device: model.Device());
            model.call(image).Dispose();
        }
        finally
        {
            model.train(training);
            foreach (var remover in removers)
                remover.remove();
        }

        return total * imageSize / side * imageSize / side;
    }
}
