using Schemes.Distributed;
using Schemes.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Convolution, batch norm, activation: YOLOv5's standard block. [N, C1, H, W] to [N, C2, H', W'].
/// </summary>
public sealed class Conv : nn.Module<Tensor, Tensor>, ISynchronizedNorm
{
    // Fields are named as the state dictionary names them; registration goes by the field's name.
    private readonly Conv2d conv;
    private readonly BatchNorm2d? bn;
    private readonly Activation _activation;

    internal Conv(Conv2d convolution, BatchNorm2d? batchNorm, Activation activation, bool hasOwnActivation)
        : base(nameof(Conv))
    {
        conv = convolution;
        bn = batchNorm;
        _activation = activation;
        HasOwnActivation = hasOwnActivation;
        RegisterComponents();
    }

    /// <summary>The convolution.</summary>
    public Conv2d Convolution => conv;

    /// <summary>The batch norm; null if it is folded into the convolution.</summary>
    public BatchNorm2d? BatchNorm => bn;

    /// <summary>The non-linearity.</summary>
    public Activation Activation => _activation;

    /// <summary>True if the non-linearity is not the one that all convolutions of the network share.</summary>
    internal bool HasOwnActivation { get; }

    /// <summary>True if batch norm and SiLU are, in training, one operator that keeps nothing in between.</summary>
    public bool FusesActivation { get; set; }

    /// <inheritdoc/>
    public ProcessGroup? Ranks { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Tensor convolved = PointwiseConvolution.Run(conv, input);
        if (bn is null)
            return ActivationFunction.Apply(_activation, convolved, training);
        using (convolved)
        {
            return FusesActivation && training && _activation == Activation.SiLU
                ? BatchNormSilu.Run(bn, convolved, Ranks)
                : ActivationFunction.Apply(_activation, BatchNormalization.Run(bn, convolved, Ranks), training);
        }
    }

    /// <summary>
    /// Puts the batch norm of <paramref name="source"/>, with its running statistics, into this convolution:
    /// w' = w * gamma / sqrt(var + eps), b' = beta - gamma * mean / sqrt(var + eps).
    /// </summary>
    internal void FoldFrom(Conv source)
    {
        BatchNorm2d norm = source.bn ?? throw new ArgumentException("The convolution has no batch norm to fold.", nameof(source));
        using IDisposable noGrad = no_grad();
        using Tensor variance = norm.running_var!.add(norm.eps);
        using Tensor deviation = variance.sqrt();
        using Tensor scale = norm.weight!.div(deviation);
        using Tensor channels = scale.view(-1, 1, 1, 1);
        using Tensor weight = source.conv.weight.mul(channels);
        using Tensor shift = norm.running_mean!.mul(scale);
        using Tensor bias = norm.bias!.sub(shift);
        conv.weight.copy_(weight);
        conv.bias!.copy_(bias);
    }
}
