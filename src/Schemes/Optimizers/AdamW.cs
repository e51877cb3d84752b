using LibTorch.Stable;

namespace Schemes.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019; PyTorch's AdamW): w *= 1 - lr * decay before the step,
/// and the gradient is left as it is.
/// </summary>
public sealed class AdamW : Adam
{
    private static readonly Operator s_fused = new("aten::_fused_adamw_");

    /// <summary>Creates the optimizer; see <see cref="Adam"/>.</summary>
    public AdamW(IEnumerable<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(groups, beta1, beta2, epsilon)
    {
    }

    private protected override Operator Fused => s_fused;
}
