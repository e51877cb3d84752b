using LibTorch.Stable;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>
/// Adam (Kingma and Ba, 2015; PyTorch's Adam): weight decay is added to the gradient. With m and v the running means of
/// gradient and squared gradient, w -= lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon).
/// </summary>
public class Adam : Optimizer
{
    private const int Mean = 0;
    private const int Square = 1;

    private static readonly Operator s_fused = new("aten::_fused_adam_");

    /// <summary>Creates the optimizer; learning rate and weight decay are the groups'.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="beta1">Decay rate of the mean; YOLOv5 puts its momentum here.</param>
    /// <param name="beta2">Decay rate of the mean square.</param>
    /// <param name="epsilon">Keeps the divisor off zero.</param>
    public Adam(IEnumerable<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(groups)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(beta1 is >= 0 and < 1, true);
        ArgumentOutOfRangeException.ThrowIfNotEqual(beta2 is >= 0 and < 1, true);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
    }

    /// <summary>Decay rate of the mean.</summary>
    public double Beta1 { get; }

    /// <summary>Decay rate of the mean square.</summary>
    public double Beta2 { get; }

    /// <summary>Term that keeps the divisor above zero.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq"];

    /// <summary>libtorch's operator for the update.</summary>
    private protected virtual Operator Fused => s_fused;

    private protected sealed override void Update(ParameterGroup group, Slot[] slots, Tensor[] gradients)
    {
        foreach (Slot slot in slots)
        {
            slot.State[Mean] ??= zeros_like(slot.Parameter).DetachFromDisposeScope();
            slot.State[Square] ??= zeros_like(slot.Parameter).DetachFromDisposeScope();
        }

        // All slots are at the same step, whose number libtorch takes as a tensor for each.
        using Tensor step = tensor((float)(slots[0].Steps + 1), device: slots[0].Parameter.device);
        Tensor[] steps = new Tensor[slots.Length];
        System.Array.Fill(steps, step);
        Fused.Run(
            Argument.List(Parameters(slots)),
            Argument.List(gradients),
            Argument.List(State(slots, Mean)),
            Argument.List(State(slots, Square)),
            Argument.List(System.Array.Empty<Tensor>()),
            Argument.List(steps),
            group.LearningRate,
            Beta1,
            Beta2,
            group.WeightDecay,
            Epsilon,
            false,
            false,
            Argument.None,
            Argument.None);
    }
}
