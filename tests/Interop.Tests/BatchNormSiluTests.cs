using System.Runtime.InteropServices;
using Interop;
using Support;
using static Interop.Tests.RawTensors;

namespace Interop.Tests;

/// <summary>Batch normalisation and SiLU in one operator against the two, in every layout and type that has a kernel. Counts the process's bytes, and <see cref="OwnKernelTests"/> exchanges kernels, so nothing may run beside it.</summary>
[Collection(nameof(MemoryAllocatorTests))]
public class BatchNormSiluTests
{
    private static readonly Operator s_batchNormSilu = Operator.Named("bridge::batch_norm_silu");

    [Theory]
    [MemberData(nameof(Normalisation.Shapes), MemberType = typeof(Normalisation))]
    public void Normalised_and_activated_in_one_operator_is_as_in_two(int n, int c, int h, int w)
    {
        // ATen's own kernels normalise planes of one element.
        bool toTheBit = AtenBits.OfKernels && h * w > 1;
        using Normalisation given = new(n, c, h, w);
        float[][] two = given.Results(silu: true), one = given.Results(fused: true);
        for (int i = 0; i < two.Length; i++)
        {
            if (toTheBit)
                Assert.Equal(Bits(two[i]), Bits(one[i]));
            else
                Assert.True(Distance(two[i], one[i]) < 1e-5, $"result {i}: {Distance(two[i], one[i])}");
        }
    }

    [Theory]
    [InlineData(2, 16, 32, 48)]
    [InlineData(3, 5, 7, 9)]
    public void One_operator_is_as_two_in_bfloat16(int n, int c, int h, int w)
    {
        using Normalisation given = new(n, c, h, w);
        float[][] exact = given.Results(silu: true), one = given.Results(fused: true, type: BFloat16);
        for (int i = 0; i < exact.Length; i++)
            Assert.True(Distance(exact[i], one[i]) < 0.02, $"result {i}: {Distance(exact[i], one[i])}");
    }

    [Theory]
    [InlineData(Float, 1e-5)]
    [InlineData(BFloat16, 0.04)]
    public void One_operator_is_as_two_in_channels_last_order(int type, double tolerance)
    {
        using Normalisation given = new(2, 16, 12, 20);
        float[][] plain = given.Results(silu: true), one = given.Results(fused: true, type: type, memoryFormat: ChannelsLast);
        for (int i = 0; i < plain.Length; i++)
            Assert.True(Distance(plain[i], one[i]) < tolerance, $"result {i}: {Distance(plain[i], one[i])}");
    }

    [Fact]
    public void One_operator_takes_gradients_in_any_layout()
    {
        // As concatenation gives them (images apart), and in another order of elements.
        using Normalisation given = new(2, 8, 9, 9);
        foreach (Normalisation.Weighting weighting in new[] { Normalisation.Weighting.Concatenated, Normalisation.Weighting.Permuted })
        {
            float[][] two = given.Results(silu: true, weighting: weighting), one = given.Results(fused: true, weighting: weighting);
            for (int i = 0; i < two.Length; i++)
                Assert.True(Distance(two[i], one[i]) < 1e-5, $"{weighting}, result {i}: {Distance(two[i], one[i])}");
        }
    }

    [Fact]
    public void One_operator_keeps_its_input_alone()
    {
        using Normalisation given = new(2, 16, 64, 64);
        long before = MemoryAllocator.Statistics(0, 0).Allocated;
        nint two = given.Output(silu: true);
        long keptByTwo = MemoryAllocator.Statistics(0, 0).Allocated - before;
        Free(two);
        nint one = given.Output(fused: true);
        long keptByOne = MemoryAllocator.Statistics(0, 0).Allocated - before;
        Free(one);
        Assert.Equal(keptByTwo / 2, keptByOne, 4096.0);
    }

    [Fact]
    public void One_operator_says_what_it_takes()
    {
        nint x = TensorHandle.FromMemory<float>(new float[8], Float, [1, 8, 1, 1]);
        ExternalException error = Assert.Throws<ExternalException>(() => s_batchNormSilu.Tensor(
            Argument.Tensor(x), Argument.None, Argument.None, Argument.None, Argument.None, 0.1, 1e-3));
        Assert.Contains("more than 1 value per channel", error.Message, StringComparison.Ordinal);
        Free(x);
    }
}
