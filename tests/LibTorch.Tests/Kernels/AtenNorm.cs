using LibTorch.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch.Tests.Kernels;

/// <summary>Batch normalisation, and SiLU if it follows, as TorchSharp has them.</summary>
internal static class AtenNorm
{
    public static NormResult Run(NormCase given)
    {
        using var scope = NewDisposeScope();
        Activations shape = given.Shape;
        using BatchNorm2d norm = nn.BatchNorm2d(shape.Channels, NormCase.Epsilon, NormCase.Momentum);
        using (no_grad())
        {
            norm.weight!.copy_(tensor(given.Weight));
            norm.bias!.copy_(tensor(given.Bias));
        }

        Tensor x = Arranged(given.X, shape).requires_grad_();
        Tensor y = norm.call(x);
        if (given.HasSilu)
            y = y.silu();
        y.backward([Arranged(given.Dy, shape)]);
        NormResult result = new(given.X.Length, given.Channels);
        Read(Flat(y, shape), result.Y);
        Read(Flat(x.grad!, shape), result.Dx);
        Read(norm.running_mean!, result.RunningMean);
        Read(norm.running_var!, result.RunningVariance);
        Read(norm.weight!.grad!, result.WeightGradient);
        Read(norm.bias!.grad!, result.BiasGradient);
        return result;
    }

    // [N, C, H, 1] in the case's order in memory.
    private static Tensor Arranged(float[] values, Activations shape)
    {
        Tensor flat = tensor(values).to(shape.Type);
        return shape.ChannelsLast
            ? flat.reshape(shape.Images, shape.Positions, 1, shape.Channels).permute(0, 3, 1, 2)
            : flat.reshape(shape.Images, shape.Channels, shape.Positions, 1);
    }

    private static Tensor Flat(Tensor tensor, Activations shape) =>
        (shape.ChannelsLast ? tensor.permute(0, 2, 3, 1) : tensor).reshape(-1);

    private static void Read(Tensor tensor, float[] values) => tensor.detach().to(ScalarType.Float32).data<float>().ToArray().CopyTo(values, 0);
}
