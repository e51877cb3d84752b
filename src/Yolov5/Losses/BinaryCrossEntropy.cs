using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Losses;

/// <summary>
/// Binary cross entropy on logits with a weight on the positives, made a focal loss (Lin et al., Focal Loss, ICCV 2017,
/// alpha 0.25) if gamma is above zero.
/// </summary>
internal sealed class BinaryCrossEntropy : IDisposable
{
    private const double FocalAlpha = 0.25;

    private readonly double _gamma;
    private readonly Tensor _positiveWeight;

    public BinaryCrossEntropy(double positiveWeight, double gamma, Device device)
    {
        _gamma = gamma;
        _positiveWeight = tensor([(float)positiveWeight], device: device).DetachFromDisposeScope();
    }

    /// <summary>Mean over all elements.</summary>
    public Tensor Mean(Tensor logits, Tensor target) =>
        _gamma == 0 ? Plain(logits, target, nn.Reduction.Mean) : Focal(logits, target).mean();

    public void Dispose() => _positiveWeight.Dispose();

    private Tensor Plain(Tensor logits, Tensor target, nn.Reduction reduction) =>
        nn.functional.binary_cross_entropy_with_logits(logits, target, reduction: reduction, pos_weights: _positiveWeight);

    private Tensor Focal(Tensor logits, Tensor target)
    {
        Tensor loss = Plain(logits, target, nn.Reduction.None);
        Tensor probability = logits.sigmoid();
        Tensor rest = 1 - target;
        Tensor right = (target * probability) + (rest * (1 - probability));
        Tensor balance = (target * FocalAlpha) + (rest * (1 - FocalAlpha));
        return loss * (balance * (1 - right).pow(_gamma));
    }
}
