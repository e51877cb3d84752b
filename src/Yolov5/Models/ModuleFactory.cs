using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Yolov5.Models;

/// <summary>Settings that all blocks of one network have in common; creates its convolutions.</summary>
/// <param name="Activation">The non-linearity of every convolution.</param>
/// <param name="Fused">True if batch norm is folded into the convolutions.</param>
internal sealed record ModuleFactory(Activation Activation, bool Fused)
{
    // YOLOv5's batch norm: the weight of a new value in the running statistics, and the term that keeps the root above zero.
    private const double BatchNormMomentum = 0.03;
    private const double BatchNormEpsilon = 1e-3;

    /// <summary>A convolution with batch norm and activation; without a padding it keeps the size at stride 1.</summary>
    public Conv Conv(int inputs, int outputs, int kernel = 1, int stride = 1, int? padding = null, int groups = 1)
    {
        Conv2d convolution = Conv2d(inputs, outputs, kernel, stride, padding ?? kernel / 2, groups: groups, bias: Fused);
        return new Conv(convolution, Fused ? null : BatchNorm2d(outputs, BatchNormEpsilon, BatchNormMomentum), Activation);
    }
}
