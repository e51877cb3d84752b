using Interop;
using static Interop.Tests.RawTensors;

namespace Interop.Tests;

/// <summary>The bridge's CPU kernels against ATen's: every bit of every result, but for convolutions. Exchanges the process's kernels, so nothing may run beside it.</summary>
[Collection(nameof(MemoryAllocatorTests))]
public class OwnKernelTests
{
    private static readonly Operator s_multiply = Operator.Named("aten::mul", "Tensor");
    private static readonly Operator s_sum = Operator.Named("aten::sum");
    private static readonly Operator s_convolution = Operator.Named("aten::conv2d");
    private static readonly Operator s_silu = Operator.Named("aten::silu");
    private static readonly Operator s_maxPool = Operator.Named("aten::max_pool2d_with_indices");

    [Theory]
    [MemberData(nameof(Normalisation.Shapes), MemberType = typeof(Normalisation))]
    public void Batch_normalisation_in_training_has_atens_bits(int n, int c, int h, int w)
    {
        using Normalisation given = new(n, c, h, w);
        (float[][] own, float[][] aten) = Both(() => given.Results());
        for (int i = 0; i < own.Length; i++)
            Assert.Equal(Bits(aten[i]), Bits(own[i]));
    }

    [Fact]
    public void Silu_has_atens_bits()
    {
        Random random = new(5);
        foreach (int count in new[] { 1, 7, 15, 16, 17, 33, 40_000 })
        {
            float[] elements = [.. Enumerable.Range(0, count).Select(i => i switch
            {
                3 => float.NaN,
                5 => float.PositiveInfinity,
                6 => float.NegativeInfinity,
                _ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 3))),
            })];
            nint x = TensorHandle.FromMemory<float>(elements, Float, [count]), gradient = Tensor(random, 1, -0.5, count);
            TensorHandle.SetRequiresGrad(x, true);
            float[][] Results()
            {
                nint y = s_silu.Tensor(Argument.Tensor(x));
                nint weighted = s_multiply.Tensor(Argument.Tensor(y), Argument.Tensor(gradient));
                nint total = s_sum.Tensor(Argument.Tensor(weighted));
                Autograd.Backward([total]);
                nint slope = TensorHandle.Grad(x);
                float[][] values = [Floats(y), Floats(slope)];
                TensorHandle.SetGrad(x, 0);
                Free(y, weighted, total, slope);
                return values;
            }

            (float[][] own, float[][] aten) = Both(Results);
            for (int i = 0; i < own.Length; i++)
                Assert.Equal(Bits(aten[i]), Bits(own[i]));
            Free(x, gradient);
        }
    }

    [Theory]
    [InlineData(1, 3, 5, 33, 35, true)]
    [InlineData(3, 64, 32, 40, 40, false)]
    [InlineData(5, 300, 17, 32, 32, true)]
    [InlineData(2, 16, 400, 32, 48, false)]
    public void Pointwise_convolution_is_atens_but_for_last_bits(int n, int inputs, int outputs, int h, int w, bool hasBias)
    {
        Random random = new(inputs);
        nint x = Tensor(random, 2, -1, n, inputs, h, w), weight = Tensor(random, 2, -1, outputs, inputs, 1, 1);
        nint bias = Tensor(random, 1, 0, outputs), gradient = Tensor(random, 2, -1, n, outputs, h, w);
        nint[] leaves = hasBias ? [x, weight, bias] : [x, weight];
        foreach (nint leaf in leaves)
            TensorHandle.SetRequiresGrad(leaf, true);
        float[][] Results()
        {
            nint y = s_convolution.Tensor(Argument.Tensor(x), Argument.Tensor(weight), hasBias ? Argument.Tensor(bias) : Argument.None);
            nint weighted = s_multiply.Tensor(Argument.Tensor(y), Argument.Tensor(gradient));
            nint total = s_sum.Tensor(Argument.Tensor(weighted));
            Autograd.Backward([total]);
            nint[] all = [y, .. leaves.Select(TensorHandle.Grad)];
            float[][] values = [.. all.Select(Floats)];
            foreach (nint leaf in leaves)
                TensorHandle.SetGrad(leaf, 0);
            Free([.. all, weighted, total]);
            return values;
        }

        (float[][] own, float[][] aten) = Both(Results);
        for (int i = 0; i < own.Length; i++)
            Assert.True(Distance(aten[i], own[i]) < 2e-6, $"result {i}: {Distance(aten[i], own[i])}");
        Free(x, weight, bias, gradient);
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
}
