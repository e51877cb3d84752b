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

    /// <summary>Makes the optimizer; learning rate and weight decay are the groups'.</summary>
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

    /// <summary>What keeps the divisor off zero.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq"];

    /// <summary>Applies weight decay; returns the gradients to go on with, new ones where they differ from the given.</summary>
    private protected virtual nint[] Decay(ParameterGroup group, nint[] parameters, nint[] gradients) =>
        group.WeightDecay == 0 ? gradients : Foreach.Add(gradients, parameters, group.WeightDecay);

    private protected sealed override void Update(ParameterGroup group, Slot[] slots, nint[] gradients)
    {
        nint[] parameters = Handles(slots);
        foreach (Slot slot in slots)
        {
            slot.State[Mean] ??= zeros_like(slot.Parameter).DetachFromDisposeScope();
            slot.State[Square] ??= zeros_like(slot.Parameter).DetachFromDisposeScope();
        }

        long step = slots[0].Steps + 1;
        nint[] directions = gradients;
        nint[] divisors = [];
        try
        {
            directions = Decay(group, parameters, gradients);
            nint[] means = Handles(slots, Mean);
            nint[] squares = Handles(slots, Square);
            Foreach.MultiplyInPlace(means, Beta1);
            Foreach.AddInPlace(means, directions, 1 - Beta1);
            Foreach.MultiplyInPlace(squares, Beta2);
            Foreach.AddProductInPlace(squares, directions, directions, 1 - Beta2);
            divisors = Foreach.SquareRoot(squares);
            Foreach.DivideInPlace(divisors, Math.Sqrt(1 - Math.Pow(Beta2, step)));
            Foreach.AddInPlace(divisors, Epsilon);
            Foreach.AddQuotientInPlace(parameters, means, divisors, -group.LearningRate / (1 - Math.Pow(Beta1, step)));
        }
        finally
        {
            Foreach.Free(divisors);
            if (!ReferenceEquals(directions, gradients))
                Foreach.Free(directions);
        }

        foreach (Slot slot in slots)
            slot.Steps = step;
    }
}
