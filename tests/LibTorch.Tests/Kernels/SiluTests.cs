using LibTorch.Kernels;

namespace LibTorch.Tests.Kernels;

public class SiluTests
{
    [Fact]
    public void Exponentials_of_every_width_are_within_two_units_in_the_last_place()
    {
        float[] z = [.. Enumerable.Range(0, 400_008).Select(i => -80 + (i * 160f / 400_008)), 0, -0f, 1e-30f, -1e-30f, 80, -80, 0.34657359f, -0.34657359f];
        float[] scalar = Exponentials<FloatScalar>(z);
        for (int i = 0; i < z.Length; i++)
        {
            double exact = Math.Exp(-z[i]);
            double unit = MathF.BitIncrement((float)exact) - (double)(float)exact;
            Assert.True(Math.Abs(scalar[i] - exact) <= 2 * unit, $"exp({-z[i]:R}) = {exact:R}, not {scalar[i]:R}");
        }

        Assert.Equal(scalar, Exponentials<FloatVector128>(z));
        if (VectorWidths.Widest >= VectorWidth.Bits256)
            Assert.Equal(scalar, Exponentials<FloatVector256>(z));
        if (VectorWidths.Widest >= VectorWidth.Bits512)
            Assert.Equal(scalar, Exponentials<FloatVector512>(z));
    }

    [Fact]
    public void Far_from_zero_silu_is_zero_or_its_argument_and_its_derivative_zero_or_one()
    {
        Silu<FloatScalar> silu = new();
        foreach (float far in new[] { 100, 1e10f, float.MaxValue, float.PositiveInfinity })
        {
            Assert.Equal(far, Value(silu.Of(new(far))));
            Assert.Equal(0, Value(silu.Of(new(-far))), 1e-32);
            Assert.Equal(1, Value(silu.Gradient(new(far), new(1))));
            Assert.Equal(0, Value(silu.Gradient(new(-far), new(1))), 1e-32);
        }
    }

    [Theory]
    [InlineData(0x3F808000, 0x3F80)] // A tie, and the even neighbour below it.
    [InlineData(0x3F818000, 0x3F82)] // A tie, and the even neighbour above it.
    [InlineData(0x3F808001, 0x3F81)]
    [InlineData(0xBF817FFF, 0xBF81)]
    [InlineData(0x7F7FFFFF, 0x7F80)] // The greatest float is nearer to infinity than to the greatest bfloat16.
    [InlineData(0x7F800000, 0x7F80)]
    [InlineData(0xFFC00000, 0xFFC0)]
    [InlineData(0x00000001, 0x0000)]
    [InlineData(0x80000000, 0x8000)]
    public void Floats_are_rounded_to_the_nearest_bfloat16_in_every_width(uint bits, int expected)
    {
        float value = BitConverter.UInt32BitsToSingle(bits);
        Assert.All(Rounded<FloatScalar>(value), narrow => Assert.Equal(expected, narrow));
        Assert.All(Rounded<FloatVector128>(value), narrow => Assert.Equal(expected, narrow));
        if (VectorWidths.Widest >= VectorWidth.Bits256)
            Assert.All(Rounded<FloatVector256>(value), narrow => Assert.Equal(expected, narrow));
        if (VectorWidths.Widest >= VectorWidth.Bits512)
            Assert.All(Rounded<FloatVector512>(value), narrow => Assert.Equal(expected, narrow));
    }

    private static unsafe float Value(FloatScalar value)
    {
        float result;
        FloatScalar.Store(value, &result);
        return result;
    }

    private static unsafe ushort[] Rounded<TVector>(float value)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        ushort[] result = new ushort[TVector.Count];
        fixed (ushort* at = result)
            TVector.Store(TVector.Broadcast(value), (BFloat16*)at);
        return result;
    }

    // The number of arguments is a multiple of every width.
    private static unsafe float[] Exponentials<TVector>(float[] z)
        where TVector : unmanaged, IFloatVector<TVector>
    {
        float[] result = new float[z.Length];
        Silu<TVector> silu = new();
        fixed (float* from = z, to = result)
        {
            for (int i = 0; i <= z.Length - TVector.Count; i += TVector.Count)
                TVector.Store(silu.ExpOfNegative(TVector.Load(from + i)), to + i);
        }

        return result;
    }
}
