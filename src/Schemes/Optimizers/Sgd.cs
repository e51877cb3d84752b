using LibTorch.Stable;
using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum (PyTorch's SGD, dampening 0): g += decay * w; v = momentum * v + g;
/// w -= lr * (g + momentum * v) with Nesterov's momentum, w -= lr * v without.
/// </summary>
public sealed class Sgd : Optimizer
{
    private const int Velocity = 0;

    private static readonly Operator s_fused = new("aten::_fused_sgd_");

    private readonly bool _nesterov;

    /// <summary>Creates the optimizer; momentum and weight decay are the groups'.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="nesterov">True to look ahead, as YOLOv5 does.</param>
    public Sgd(IEnumerable<ParameterGroup> groups, bool nesterov = true)
        : base(groups) => _nesterov = nesterov;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> StateNames { get; } = ["momentum_buffer"];

    private protected override void Update(ParameterGroup group, Slot[] slots, Tensor[] gradients)
    {
        bool hasVelocity = group.Momentum != 0;
        bool isFirst = hasVelocity && slots[0].State[Velocity] is null;
        if (isFirst)
        {
            foreach (Slot slot in slots)
                slot.State[Velocity] = empty_like(slot.Parameter).DetachFromDisposeScope();
        }

        s_fused.Run(
            Argument.List(Parameters(slots)),
            Argument.List(gradients),
            Argument.List(hasVelocity ? State(slots, Velocity) : []),
            group.WeightDecay,
            group.Momentum,
            group.LearningRate,
            0.0,
            _nesterov && hasVelocity,
            false,
            isFirst,
            Argument.None,
            Argument.None);
    }
}
