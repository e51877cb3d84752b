using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum (PyTorch's SGD, dampening 0): g += decay * w; v = momentum * v + g;
/// w -= lr * (g + momentum * v) with Nesterov's momentum, w -= lr * v without.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly bool _nesterov;

    /// <summary>Makes the optimizer; momentum and weight decay are the groups'.</summary>
    /// <param name="groups">The parameters.</param>
    /// <param name="nesterov">Whether to look ahead, as YOLOv5 does.</param>
    public Sgd(IEnumerable<ParameterGroup> groups, bool nesterov = true)
        : base(groups) => _nesterov = nesterov;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> StateNames { get; } = ["momentum_buffer"];

    private protected override void Update(ParameterGroup group, Slot[] slots, nint[] gradients)
    {
        nint[] parameters = Handles(slots);
        nint[] own = [];
        try
        {
            nint[] direction = gradients;
            if (group.WeightDecay != 0)
                direction = own = Foreach.Add(gradients, parameters, group.WeightDecay);
            if (group.Momentum != 0)
            {
                nint[] velocity = Velocity(group.Momentum, slots, direction);
                if (!_nesterov)
                    direction = velocity;
                else if (own.Length > 0)
                    Foreach.AddInPlace(own, velocity, group.Momentum);
                else
                    direction = own = Foreach.Add(gradients, velocity, group.Momentum);
            }

            Foreach.AddInPlace(parameters, direction, -group.LearningRate);
        }
        finally
        {
            Foreach.Free(own);
        }

        foreach (Slot slot in slots)
            slot.Steps++;
    }

    // The first direction is the first velocity.
    private static nint[] Velocity(double momentum, Slot[] slots, nint[] direction)
    {
        if (Array.TrueForAll(slots, slot => slot.State[0] is not null))
        {
            nint[] velocity = Handles(slots, 0);
            Foreach.MultiplyInPlace(velocity, momentum);
            Foreach.AddInPlace(velocity, direction);
            return velocity;
        }

        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i].State[0] is { } kept)
            {
                Foreach.MultiplyInPlace([kept.Handle], momentum);
                Foreach.AddInPlace([kept.Handle], [direction[i]]);
            }
            else
            {
                using Tensor first = Tensor.UnsafeCreateTensor(Interop.TensorHandle.Alias(direction[i]));
                slots[i].State[0] = first.clone().DetachFromDisposeScope();
            }
        }

        return Handles(slots, 0);
    }
}
