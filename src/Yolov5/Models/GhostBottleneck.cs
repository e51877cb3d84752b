using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Two ghost convolutions with a shortcut; with stride 2 a convolution for each channel halves the map between them
/// (Han et al., GhostNet, 2020). [N, C1, H, W] to [N, C2, H / stride, W / stride].
/// </summary>
public sealed class GhostBottleneck : nn.Module<Tensor, Tensor>
{
    private readonly Sequential conv;
    private readonly nn.Module<Tensor, Tensor> shortcut;

    internal GhostBottleneck(ModuleFactory factory, int inputs, int outputs, int kernel = 3, int stride = 1)
        : base(nameof(GhostBottleneck))
    {
        int hidden = outputs / 2;
        conv = nn.Sequential(
            new GhostConv(factory, inputs, hidden),
            stride == 2 ? factory.DepthwiseConv(hidden, hidden, kernel, stride, Activation.Identity) : nn.Identity(),
            new GhostConv(factory, hidden, outputs, activation: Activation.Identity));
        shortcut = stride == 2
            ? nn.Sequential(
                factory.DepthwiseConv(inputs, inputs, kernel, stride, Activation.Identity),
                factory.Conv(inputs, outputs, activation: Activation.Identity))
            : nn.Identity();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Tensor around = shortcut.call(input);
        return ActivationFunction.AddShortcut(Activation.Identity, conv.call(input), around);
    }
}
