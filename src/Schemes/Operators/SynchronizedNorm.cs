using LibTorch.Stable;
using Schemes.Distributed;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Operators;

/// <summary>
/// Batch normalisation over the elements of all ranks, followed by SiLU if wanted, of libtorch's operators. One instance serves one
/// forward pass and its backward pass.
/// </summary>
/// <remarks>
/// Ranks exchange mean, variance and count of each channel, and in the backward pass two sums: of the gradient, and of the gradient times
/// the normalised input. Ranks may have different counts.
/// </remarks>
internal sealed class SynchronizedNorm(ProcessGroup group, bool hasSilu) : INormKernel
{
    private static readonly Operator s_statistics = new("aten::batch_norm_update_stats");
    private static readonly Operator s_norm = new("aten::native_batch_norm");
    private static readonly Operator s_normBackward = new("aten::native_batch_norm_backward");
    private static readonly Operator s_siluBackward = new("aten::silu_backward");

    private double _count;

    public Tensor Forward(BatchNorm2d norm, Tensor input, double factor, out Tensor mean, out Tensor inverse)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor ofAll, Tensor variance) = Statistics(input);
        Move(norm.running_mean, ofAll, factor);
        Move(norm.running_var, variance * (_count / (_count - 1)), factor);
        mean = ofAll.to(float32).DetachFromDisposeScope();
        inverse = (variance + norm.eps).rsqrt().to(float32).DetachFromDisposeScope();
        Tensor normalised = Normalised(norm, input, mean, variance.to(float32));
        return (hasSilu ? normalised.silu_() : normalised).DetachFromDisposeScope();
    }

    public (Tensor OfInput, Tensor? OfWeight, Tensor? OfBias) Backward(BatchNorm2d norm, Tensor input, Tensor gradient, Tensor mean, Tensor inverse)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = norm.weight ?? ones_like(mean);
        Tensor ofNormalised = gradient.to(input.dtype);
        if (hasSilu)
        {
            Tensor variance = inverse.to(float64).pow(-2).sub(norm.eps).clamp_min(0).to(float32);
            using Tensor normalised = Normalised(norm, input, mean, variance);
            ofNormalised = s_siluBackward.Tensor(ofNormalised, normalised);
        }

        Tensor?[] own = s_normBackward.Tensors(
            3, ofNormalised, input, Argument.Optional(weight), Argument.None, Argument.None, Argument.Optional(mean), Argument.Optional(inverse), true, norm.eps, Argument.List(false, true, true));
        (Tensor ofWeight, Tensor ofBias) = (own[1]!, own[2]!);
        Tensor sums = cat([ofWeight, ofBias], 0).to(float64);
        group.AllReduce(sums);
        Tensor[] means = (sums / _count).to(float32).chunk(2, 0);

        // dx = weight * inverse * (dy - mean(dy) - x^ * mean(dy * x^)), where x^ = (x - mean) * inverse.
        Tensor scale = weight * inverse;
        Tensor ofInput = input.to(float32).sub(Channels(mean)).mul_(Channels(scale * inverse * means[0] * -1)).addcmul_(ofNormalised.to(float32), Channels(scale), 1).sub_(Channels(scale * means[1]));
        return (ofInput.to(input.dtype).DetachFromDisposeScope(), norm.weight is null ? null : ofWeight.DetachFromDisposeScope(), norm.bias is null ? null : ofBias.DetachFromDisposeScope());
    }

    // Mean and biased variance of all ranks' elements, in float64, from those of each rank (Chan et al., 1983).
    private (Tensor Mean, Tensor Variance) Statistics(Tensor input)
    {
        long channels = input.shape[1];

        // Running statistics in float32 have the operator count in float32 whatever the input's type; they are not used.
        Tensor?[] own = s_statistics.Tensors(2, input, Argument.Optional(zeros(channels, device: input.device)), Argument.Optional(ones(channels, device: input.device)), 0.0);
        Tensor count = tensor([(double)(input.numel() / channels)], device: input.device);
        Tensor share = cat([own[0]!.to(float64), own[1]!.to(float64), count], 0);
        Tensor whole = empty([share.shape[0] * group.WorldSize], float64, input.device);
        group.AllGather(whole, share);
        Tensor rows = whole.view(group.WorldSize, -1);
        Tensor counts = rows.narrow(1, 2 * channels, 1);
        Tensor means = rows.narrow(1, 0, channels);
        Tensor total = counts.sum();
        _count = total.ToDouble();
        Tensor mean = (means * counts).sum([0L]) / total;
        Tensor variance = ((rows.narrow(1, channels, channels) + (means - mean).square()) * counts).sum([0L]) / total;
        return (mean, variance);
    }

    private static Tensor Normalised(BatchNorm2d norm, Tensor input, Tensor mean, Tensor variance) => s_norm.Tensors(
        3, input, Argument.Optional(norm.weight), Argument.Optional(norm.bias), Argument.Optional(mean), Argument.Optional(variance), false, 0.0, norm.eps)[0]!;

    private static void Move(Tensor? running, Tensor towards, double factor)
    {
        if (running is not null)
            running.mul_(1 - factor).add_(towards.to(running.dtype), factor);
    }

    private static Tensor Channels(Tensor vector) => vector.view(1, -1, 1, 1);
}
