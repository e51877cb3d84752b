using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

/// <summary>Batch norms whose channels differ.</summary>
internal static class Norms
{
    /// <summary>A batch norm of 8 channels in training, with weights from 0.5 to 2 and biases from -0.5 to 1.</summary>
    public static BatchNorm2d WithRamp(double? momentum)
    {
        BatchNorm2d norm = nn.BatchNorm2d(8, eps: 1e-3);
        norm.momentum = momentum;
        using IDisposable noGrad = no_grad();
        using Tensor ramp = linspace(0.5, 2, 8);
        norm.weight!.copy_(ramp);
        norm.bias!.copy_(ramp - 1);
        return norm;
    }
}
