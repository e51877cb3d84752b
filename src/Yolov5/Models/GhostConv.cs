using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Half of the channels by a convolution, the other half from these by a cheap one for each channel (Han et al., GhostNet, 2020).
/// [N, C1, H, W] to [N, C2, H / stride, W / stride]; C2 is even.
/// </summary>
public sealed class GhostConv : nn.Module<Tensor, Tensor>
{
    private readonly Conv cv1;
    private readonly Conv cv2;

    internal GhostConv(ModuleFactory factory, int inputs, int outputs, int kernel = 1, int stride = 1, int groups = 1, Activation? activation = null)
        : base(nameof(GhostConv))
    {
        int hidden = outputs / 2;
        cv1 = factory.Conv(inputs, hidden, kernel, stride, groups: groups, activation: activation);
        cv2 = factory.Conv(hidden, hidden, 5, groups: hidden, activation: activation);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Tensor own = cv1.call(input);
        using Tensor ghosts = cv2.call(own);
        return cat([own, ghosts], 1);
    }
}
