using Interop;
using static Interop.Tests.RawTensors;

namespace Interop.Tests;

/// <summary>An input, what it is normalised with, and the weights of a sum that gives it a gradient.</summary>
internal sealed class Normalisation : IDisposable
{
    private static readonly Operator s_batchNorm = Operator.Named("aten::batch_norm");
    private static readonly Operator s_batchNormSilu = Operator.Named("bridge::batch_norm_silu");
    private static readonly Operator s_silu = Operator.Named("aten::silu");
    private static readonly Operator s_multiply = Operator.Named("aten::mul", "Tensor");
    private static readonly Operator s_sum = Operator.Named("aten::sum");
    private static readonly Operator s_to = Operator.Named("aten::to", "dtype");
    private static readonly Operator s_contiguous = Operator.Named("aten::contiguous");
    private static readonly Operator s_cat = Operator.Named("aten::cat");
    private static readonly Operator s_transpose = Operator.Named("aten::transpose", "int");

    private readonly int _channels;
    private readonly nint _x, _gradient, _weight, _bias;

    public Normalisation(int n, int c, int h, int w)
    {
        Random random = new((n * 31) + c);
        _channels = c;
        _x = Tensor(random, 3, 1, n, c, h, w);
        _gradient = Tensor(random, 1, 0, n, c, h, w);
        _weight = Tensor(random, 1, 0.5, c);
        _bias = Tensor(random, 1, 0, c);
        foreach (nint leaf in Leaves)
            TensorHandle.SetRequiresGrad(leaf, true);
    }

    public enum Weighting
    {
        Whole,
        Concatenated,
        Permuted,
    }

    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 1, 1, 1, 2 }, { 2, 3, 1, 1 }, { 2, 16, 32, 48 }, { 3, 5, 7, 9 }, { 4, 64, 10, 10 }, { 2, 8, 100, 101 },
    };

    private nint[] Leaves => [_x, _weight, _bias];

    public nint Output(bool silu = false, bool fused = false) => Output(_x, 0, 0, silu, fused);

    /// <summary>Output, running statistics, gradients.</summary>
    public float[][] Results(bool silu = false, bool fused = false, int type = Float, int memoryFormat = Contiguous, Weighting weighting = Weighting.Whole)
    {
        nint runningMean = TensorHandle.FromMemory<float>(new float[_channels], Float, [_channels]);
        nint runningVar = TensorHandle.FromMemory<float>([.. Enumerable.Repeat(1f, _channels)], Float, [_channels]);
        nint cast = s_to.Tensor(Argument.Tensor(_x), type);
        nint x = s_contiguous.Tensor(Argument.Tensor(cast), memoryFormat);
        nint y = Output(x, runningMean, runningVar, silu, fused);
        nint seen = weighting switch
        {
            Weighting.Concatenated => s_cat.Tensor(Argument.Tensors([y, _gradient]), 1),
            Weighting.Permuted => s_transpose.Tensor(Argument.Tensor(y), 2, 3),
            _ => TensorHandle.Alias(y),
        };
        nint weights = weighting switch
        {
            Weighting.Concatenated => s_cat.Tensor(Argument.Tensors([_gradient, _gradient]), 1),
            _ => TensorHandle.Alias(_gradient),
        };
        nint weighted = s_multiply.Tensor(Argument.Tensor(seen), Argument.Tensor(weights));
        nint total = s_sum.Tensor(Argument.Tensor(weighted));
        Autograd.Backward([total]);
        nint[] all = [y, runningMean, runningVar, .. Leaves.Select(TensorHandle.Grad)];
        float[][] values = [.. all.Select(AsFloats)];
        foreach (nint leaf in Leaves)
            TensorHandle.SetGrad(leaf, 0);
        Free([.. all, cast, x, seen, weights, weighted, total]);
        return values;
    }

    public void Dispose() => Free([.. Leaves, _gradient]);

    private nint Output(nint x, nint runningMean, nint runningVar, bool silu, bool fused)
    {
        Argument[] tensors = [.. new[] { x, _weight, _bias, runningMean, runningVar }.Select(Argument.OptionalTensor)];
        nint y = fused
            ? s_batchNormSilu.Tensor([.. tensors, 0.03, 1e-3])
            : s_batchNorm.Tensor([.. tensors, true, 0.03, 1e-3, true]);
        if (!silu)
            return y;
        nint activated = s_silu.Tensor(Argument.Tensor(y));
        Free(y);
        return activated;
    }
}
