using Interop;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Fusion;

/// <summary>
/// Batch normalisation and SiLU as one operator, which keeps its input for the backward pass and computes the
/// normalised activations between them a second time (Rota Bulò et al., In-Place Activated BatchNorm, 2018, whose
/// point is the same: what is cheap to compute need not be kept).
/// </summary>
/// <remarks>
/// In float32 on the CPU, in contiguous order, the numbers are those of the two operators (over libtorch 1.13 bit for
/// bit); in bfloat16 there is one rounding less. Less memory on every device, and fewer passes over it on the CPU.
/// </remarks>
public static class BatchNormSilu
{
    private static readonly Operator Fused = Operator.Named("bridge::batch_norm_silu");

    /// <summary>silu(norm(input)). In evaluation, where nothing is kept anyway, the two operators are called.</summary>
    /// <param name="norm">The batch norm; in training its running statistics are moved.</param>
    /// <param name="input">[N, C, H, W], C as the batch norm has it; stays the caller's.</param>
    /// <returns>A tensor of the input's shape, the caller's.</returns>
    public static torch.Tensor Run(BatchNorm2d norm, torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(norm);
        ArgumentNullException.ThrowIfNull(input);
        if (!norm.training)
        {
            using torch.Tensor normalised = norm.call(input);
            return normalised.silu();
        }

        if (input.Dimensions != 4 || input.shape[1] != norm.num_features)
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", input.shape)}]; [N, {norm.num_features}, H, W] is expected.", nameof(input));
        double factor = norm.momentum ?? 0;
        if (norm.num_batches_tracked is { } batches)
        {
            batches.add_(1);
            factor = norm.momentum ?? (1 / batches.ToDouble());
        }

        torch.Tensor output = torch.Tensor.UnsafeCreateTensor(Fused.Tensor(
            Argument.Tensor(input.Handle), Given(norm.weight), Given(norm.bias), Given(norm.running_mean), Given(norm.running_var), factor, norm.eps));
        GC.KeepAlive(input);
        GC.KeepAlive(norm);
        return output;
    }

    private static Argument Given(torch.Tensor? tensor) => Argument.OptionalTensor(tensor?.Handle ?? 0);
}
