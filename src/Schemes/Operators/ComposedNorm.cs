using LibTorch.Stable;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Operators;

/// <summary>Batch norm and SiLU made of libtorch's own operators, for every device, type and order of elements.</summary>
internal sealed class ComposedNorm : INormKernel
{
    private static readonly Operator s_norm = new("aten::native_batch_norm");
    private static readonly Operator s_normBackward = new("aten::native_batch_norm_backward");
    private static readonly Operator s_siluBackward = new("aten::silu_backward");

    public static ComposedNorm Instance { get; } = new();

    public torch.Tensor Forward(BatchNorm2d norm, torch.Tensor input, double factor, out torch.Tensor mean, out torch.Tensor inverse)
    {
        torch.Tensor?[] results = s_norm.Tensors(
            3, input, Argument.Optional(norm.weight), Argument.Optional(norm.bias), Argument.Optional(norm.running_mean), Argument.Optional(norm.running_var), true, factor, norm.eps);
        mean = results[1]!.DetachFromDisposeScope();
        inverse = results[2]!.DetachFromDisposeScope();
        return results[0]!.silu_().DetachFromDisposeScope();
    }

    public (torch.Tensor OfInput, torch.Tensor? OfWeight, torch.Tensor? OfBias) Backward(
        BatchNorm2d norm, torch.Tensor input, torch.Tensor gradient, torch.Tensor mean, torch.Tensor inverse)
    {
        using DisposeScope scope = torch.NewDisposeScope();

        // Normalised as in evaluation, with the variance that gives the deviation found.
        torch.Tensor variance = inverse.to(torch.float64).pow(-2).sub(norm.eps).clamp_min(0).to(inverse.dtype);
        torch.Tensor normalised = s_norm.Tensors(
            3, input, Argument.Optional(norm.weight), Argument.Optional(norm.bias), Argument.Optional(mean), Argument.Optional(variance), false, 0.0, norm.eps)[0]!;
        torch.Tensor ofNormalised = s_siluBackward.Tensor(gradient, normalised);
        normalised.Dispose();
        torch.Tensor?[] results = s_normBackward.Tensors(
            3, ofNormalised, input, Argument.Optional(norm.weight), Argument.None, Argument.None, Argument.Optional(mean), Argument.Optional(inverse), true, norm.eps,
            Argument.List(true, norm.weight is not null, norm.bias is not null));
        return (results[0]!.DetachFromDisposeScope(), results[1]?.DetachFromDisposeScope(), results[2]?.DetachFromDisposeScope());
    }
}
