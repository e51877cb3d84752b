using Interop;

namespace Interop.Tests;

/// <summary>The bridge's CPU kernels against ATen's: every bit of every result.</summary>
public class OwnKernelTests
{
    private const int Float = 6;

    private static readonly Operator s_batchNorm = Operator.Named("aten::batch_norm");
    private static readonly Operator s_multiply = Operator.Named("aten::mul", "Tensor");
    private static readonly Operator s_sum = Operator.Named("aten::sum");
    private static readonly Operator s_maxPool = Operator.Named("aten::max_pool2d_with_indices");

    [Theory]
    [InlineData(1, 1, 1, 2)]
    [InlineData(2, 3, 1, 1)]
    [InlineData(2, 16, 32, 48)]
    [InlineData(3, 5, 7, 9)]
    [InlineData(4, 64, 10, 10)]
    [InlineData(2, 8, 100, 101)]
    public void Batch_normalisation_in_training_has_atens_bits(int n, int c, int h, int w)
    {
        Random random = new((n * 31) + c);
        nint x = Tensor(random, 3, 1, n, c, h, w), gradient = Tensor(random, 1, 0, n, c, h, w);
        nint weight = Tensor(random, 1, 0.5, c), bias = Tensor(random, 1, 0, c);
        foreach (nint leaf in new[] { x, weight, bias })
            TensorHandle.SetRequiresGrad(leaf, true);
        float[][] Results()
        {
            nint runningMean = TensorHandle.FromMemory<float>(new float[c], Float, [c]);
            nint runningVar = TensorHandle.FromMemory<float>([.. Enumerable.Repeat(1f, c)], Float, [c]);
            nint y = s_batchNorm.Tensor(
                Argument.Tensor(x), Argument.Tensor(weight), Argument.Tensor(bias), Argument.Tensor(runningMean),
                Argument.Tensor(runningVar), true, 0.03, 1e-3, true);
            nint weighted = s_multiply.Tensor(Argument.Tensor(y), Argument.Tensor(gradient));
            nint total = s_sum.Tensor(Argument.Tensor(weighted));
            Autograd.Backward([total]);
            nint[] gradients = [TensorHandle.Grad(x), TensorHandle.Grad(weight), TensorHandle.Grad(bias)];
            nint[] all = [y, runningMean, runningVar, .. gradients];
            float[][] values = [.. all.Select(Floats)];
            foreach (nint leaf in new[] { x, weight, bias })
                TensorHandle.SetGrad(leaf, 0);
            Free([.. all, weighted, total]);
            return values;
        }

        (float[][] own, float[][] aten) = Both(Results);
        for (int i = 0; i < own.Length; i++)
            Assert.Equal(Bits(aten[i]), Bits(own[i]));
        Free(x, gradient, weight, bias);
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("ties")]
    [InlineData("NaN")]
    [InlineData("minus infinity")]
    public void Max_pooling_takes_the_element_that_aten_takes(string values)
    {
        Random random = new(7);
        for (int trial = 0; trial < 60; trial++)
        {
            int kernel = 3 + (2 * (trial % 3));
            int n = 1 + random.Next(3), c = 1 + random.Next(4), h = random.Next(kernel / 2, 14) + 1, w = random.Next(kernel / 2, 14) + 1;
            float[] elements = [.. Enumerable.Range(0, n * c * h * w).Select(_ => values switch
            {
                "ties" => random.Next(3),
                "NaN" => random.NextDouble() < 0.1 ? float.NaN : random.Next(3),
                "minus infinity" => random.NextDouble() < 0.7 ? float.NegativeInfinity : random.NextSingle(),
                _ => random.NextSingle() - 0.5f,
            })];
            nint x = TensorHandle.FromMemory<float>(elements, Float, [n, c, h, w]);
            (float[] Values, long[] Places) Results()
            {
                nint[] results = s_maxPool.Tensors(
                    Argument.Tensor(x), kernel, 1, kernel / 2);
                (float[], long[]) both = (Floats(results[0]), Longs(results[1]));
                Free(results);
                return both;
            }

            var (own, aten) = Both(Results);
            Assert.Equal(Bits(aten.Values), Bits(own.Values));
            Assert.Equal(aten.Places, own.Places);
            Free(x);
        }
    }

    private static (T Own, T Aten) Both<T>(Func<T> results)
    {
        bool before = Library.UseOwnKernels(true);
        try
        {
            T own = results();
            Library.UseOwnKernels(false);
            return (own, results());
        }
        finally
        {
            Library.UseOwnKernels(before);
        }
    }

    private static nint Tensor(Random random, double scale, double shift, params long[] sizes) => TensorHandle.FromMemory<float>(
        [.. Enumerable.Range(0, (int)sizes.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)((random.NextDouble() * scale) + shift))], Float, sizes);

    private static uint[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];

    private static unsafe float[] Floats(nint handle) =>
        new ReadOnlySpan<float>((void*)TensorHandle.Data(handle), Count(handle)).ToArray();

    private static unsafe long[] Longs(nint handle) =>
        new ReadOnlySpan<long>((void*)TensorHandle.Data(handle), Count(handle)).ToArray();

    private static int Count(nint handle) => (int)TensorHandle.Sizes(handle).Aggregate(1L, (a, b) => a * b);

    private static void Free(params nint[] handles) => Array.ForEach(handles, TensorHandle.Free);
}
