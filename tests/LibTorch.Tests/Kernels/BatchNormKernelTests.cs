using LibTorch.Kernels;
using static TorchSharp.torch;

namespace LibTorch.Tests.Kernels;

public class BatchNormKernelTests
{
    // One element more than none; fewer elements than lanes; blocks and rows that remain; odd channels; channels wider than what is folded.
    private static readonly (long Images, long Channels, long Positions)[] Shapes =
    [
        (1, 1, 2), (2, 3, 1), (1, 2, 15), (3, 5, 63), (2, 7, 65), (1, 1, 5000), (2, 16, 400), (2, 24, 129), (2, 65, 77), (1, 33, 2049), (3, 64, 300), (2, 4099, 3), (2, 48, 1111),
    ];

    public static TheoryData<ScalarType, bool> TypesAndOrders => new()
    {
        { ScalarType.Float32, false }, { ScalarType.Float32, true }, { ScalarType.BFloat16, false }, { ScalarType.BFloat16, true },
    };

    private static (Activations Shape, bool HasSilu)[] Cases(ScalarType type, bool channelsLast, params (long Images, long Channels, long Positions)[] shapes) =>
        [.. from shape in shapes from hasSilu in new[] { true, false } select (new Activations(type, channelsLast, shape.Images, shape.Channels, shape.Positions), hasSilu)];

    private static VectorWidth[] Widths => [.. Enum.GetValues<VectorWidth>().Where(width => width <= VectorWidths.Widest)];

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Results_are_those_of_double_precision_whatever_the_shape(ScalarType type, bool channelsLast)
    {
        double rounding = type == ScalarType.Float32 ? 0 : 1.0 / 256;
        foreach ((Activations shape, bool hasSilu) in Cases(type, channelsLast, Shapes))
        {
            NormCase given = new(shape, seed: (int)shape.Channels) { HasSilu = hasSilu };
            NormErrors errors = given.Errors(given.Run());

            // Elements of a channel may be so near each other that 1 / deviation is up to 30: the input gradient has its scale.
            Assert.InRange(errors.Y.Value, 0, 2e-6 + rounding);
            Assert.InRange(errors.Dx.Value, 0, 2e-5 + (rounding * 1.5));
            AssertStatistics(errors, 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Widths_of_vectors_and_numbers_of_threads_give_the_same_bits(ScalarType type, bool channelsLast)
    {
        int threads = get_num_threads();
        try
        {
            foreach ((Activations shape, bool hasSilu) in Cases(type, channelsLast, [.. Shapes, (4, 24, 3000)]))
            {
                NormCase given = new(shape) { HasSilu = hasSilu };
                set_num_threads(1);
                int[] expected = given.Run(VectorWidth.Bits128).ToBits();
                foreach (VectorWidth width in Widths)
                {
                    foreach (int count in new[] { 1, 2 })
                    {
                        set_num_threads(count);
                        Assert.Equal(expected, given.Run(width).ToBits());
                    }
                }
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Random_shapes_are_as_exact_as_chosen_ones(ScalarType type, bool channelsLast)
    {
        Random random = new(10);
        for (int i = 0; i < 60; i++)
        {
            Activations shape = new(type, channelsLast, random.Next(1, 5), random.Next(1, 140), random.Next(2, 400));
            NormCase given = new(shape, i, random.NextDouble() * 20, 0.1 + random.NextDouble()) { HasSilu = i % 2 == 0, Affine = i % 3 > 0, Gap = i % 4 == 0 ? random.Next(1, 20) : 0 };
            NormErrors errors = given.Errors(given.Run(Widths[i % Widths.Length]));
            double rounding = type == ScalarType.Float32 ? 0 : 1.0 / 256;

            // The mean is kept in float: rounded, at 20 and with a deviation of 0.1, it is 1e-5 of the deviation away.
            Assert.True(errors.Y.Value < 4e-5 + rounding, $"{shape}: y {errors.Y.Value}");
            Assert.True(errors.Dx.Value < 4e-4 + (10 * rounding), $"{shape}: dx {errors.Dx.Value}");
            Assert.True(errors.BiasGradient.Value < 2e-5 && errors.WeightGradient.Value < 4e-5, $"{shape}: {errors.BiasGradient.Value}, {errors.WeightGradient.Value}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sums_over_a_million_elements_are_within_a_millionth(bool channelsLast)
    {
        NormCase given = new(new Activations(ScalarType.Float32, channelsLast, 2, 2, 500_000), mean: 3);
        AssertStatistics(given.Errors(given.Run()), 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_small_variance_around_a_large_mean_is_found(bool channelsLast)
    {
        // Squares are 4e8 times the variance here, more than a float has digits.
        NormCase given = new(new Activations(ScalarType.Float32, channelsLast, 2, 5, 20_000), mean: 10_000, deviation: 0.5);
        NormErrors errors = given.Errors(given.Run());
        Assert.InRange(errors.Mean.Value, 0, 1e-7);
        Assert.InRange(errors.Inverse.Value, 0, 1e-6);
        Assert.InRange(errors.RunningVariance.Value, 0, 1e-6);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 70)]
    [InlineData(true, 70)]
    public void One_element_far_from_all_others_does_not_spoil_the_variance(bool channelsLast, long position)
    {
        // In the block that begins with it, distances of one are summed as distances of a million.
        NormCase given = new(new Activations(ScalarType.Float32, channelsLast, 1, 3, 30_000));
        for (int channel = 0; channel < 3; channel++)
            given.X[given.Index(0, channel, position)] = 1e6f;
        NormErrors errors = given.Errors(given.Run());
        Assert.InRange(errors.Mean.Value, 0, 5e-6);
        Assert.InRange(errors.Inverse.Value, 0, 5e-6);
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Nan_and_infinity_spoil_their_channel_and_no_other(ScalarType type, bool channelsLast)
    {
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x7FFF0000), BitConverter.UInt32BitsToSingle(0xFFFF0000) })
        {
            NormCase given = new(new Activations(type, channelsLast, 2, 5, 77));
            given.X[given.Index(1, 2, 33)] = bad;
            AssertNotFinite(given, channel: 2);
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void A_weight_that_is_no_number_makes_no_number_of_its_channel(ScalarType type, bool channelsLast)
    {
        // All bits set: rounded up to bfloat16 as a number would be, it would become -0.
        NormCase given = new(new Activations(type, channelsLast, 2, 17, 77));
        given.Weight[3] = BitConverter.UInt32BitsToSingle(0x7FFFFFFF);
        AssertNotFinite(given, channel: 3);
        NormCase other = new(new Activations(type, channelsLast, 2, 17, 77));
        other.Bias[3] = BitConverter.UInt32BitsToSingle(0xFFFFFFFF);
        AssertNotFinite(other, channel: 3);
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Extreme_weights_give_the_limits_of_silu(ScalarType type, bool channelsLast)
    {
        NormCase given = new(new Activations(type, channelsLast, 1, 3, 100));
        (given.Weight[0], given.Weight[1], given.Weight[2]) = (300, 1e-20f, 1e30f);
        NormResult result = given.Run();
        NormErrors errors = given.Errors(result);
        Assert.InRange(errors.Y.Value, 0, type == ScalarType.Float32 ? 2e-5 : 1.0 / 256);
        Assert.All(result.Dx, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Gradients_may_lie_apart(ScalarType type, bool channelsLast)
    {
        foreach (long channels in new[] { 1, 8, 16, 21, 64 })
        {
            NormCase apart = new(new Activations(type, channelsLast, 3, channels, 100)) { Gap = 37 };
            NormErrors errors = apart.Errors(apart.Run());
            Assert.InRange(errors.Dx.Value, 0, type == ScalarType.Float32 ? 2e-6 : 1.0 / 128);
            Assert.InRange(errors.BiasGradient.Value, 0, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Results_are_those_of_atens_operators(ScalarType type, bool channelsLast)
    {
        foreach ((Activations shape, bool hasSilu) in Cases(type, channelsLast, (2, 16, 400), (3, 7, 130), (2, 65, 77)))
        {
            NormCase given = new(shape) { HasSilu = hasSilu };
            NormResult kernel = given.Run(), aten = AtenNorm.Run(given);
            double tolerance = type == ScalarType.Float32 ? 4e-6 : 0.03;
            AssertNear(aten.Y, kernel.Y, tolerance);
            AssertNear(aten.Dx, kernel.Dx, tolerance);
            AssertNear(aten.RunningMean, kernel.RunningMean, 1e-6);
            AssertNear(aten.RunningVariance, kernel.RunningVariance, 2e-6);
            // ATen rounds the normalised activations to bfloat16 on their way to SiLU.
            AssertNear(aten.WeightGradient, kernel.WeightGradient, type == ScalarType.Float32 ? 4e-5 : 0.5);
            AssertNear(aten.BiasGradient, kernel.BiasGradient, type == ScalarType.Float32 ? 4e-5 : 0.5);
        }
    }

    [Fact]
    public void Nothing_is_written_beyond_the_output()
    {
        foreach (bool channelsLast in new[] { false, true })
        {
            Activations shape = new(ScalarType.BFloat16, channelsLast, 1, 3, 37);
            Assert.All(GuardedOutput(shape), guard => Assert.Equal(0xABCD, guard));
        }
    }

    [Fact]
    public void Other_types_and_single_elements_are_refused_by_name()
    {
        Assert.False(new Activations(ScalarType.Float64, false, 2, 2, 2).IsSupported);
        Assert.False(new Activations(ScalarType.Float16, true, 2, 2, 2).IsSupported);
        Assert.False(new Activations(ScalarType.Float32, true, 1, 2, 1).IsSupported);
        Assert.True(new Activations(ScalarType.Float32, true, 2, 2, 1).IsSupported);
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => new NormCase(new Activations(ScalarType.Float64, false, 2, 2, 2)).Run());
        Assert.Contains("Float64", error.Message, StringComparison.Ordinal);
    }

    private static unsafe ushort[] GuardedOutput(Activations shape)
    {
        const int Guards = 64;
        int length = (int)(shape.Images * shape.Channels * shape.Positions);
        ushort[] x = new ushort[length], y = new ushort[length + (2 * Guards)], dx = new ushort[length + (2 * Guards)];
        Array.Fill(y, (ushort)0xABCD);
        Array.Fill(dx, (ushort)0xABCD);
        float[] vectors = new float[4 * shape.Channels];
        fixed (ushort* xAt = x, yAt = y, dxAt = dx)
        fixed (float* at = vectors)
        {
            NormVectors channels = new() { Mean = at, InverseDeviation = at + shape.Channels };
            BatchNormKernel.Forward(shape, xAt, yAt + Guards, channels, default, 1e-3, hasSilu: true);
            long stride = shape.ChannelsLast ? shape.Channels : shape.Channels * shape.Positions;
            BatchNormKernel.Backward(shape, xAt, xAt, stride, dxAt + Guards, channels, at + (2 * shape.Channels), at + (3 * shape.Channels), hasSilu: true);
        }

        return [.. y[..Guards], .. y[^Guards..], .. dx[..Guards], .. dx[^Guards..]];
    }

    private static void AssertNotFinite(NormCase given, int channel)
    {
        foreach (VectorWidth width in Widths)
        {
            NormResult result = given.Run(width);
            for (long c = 0; c < given.Shape.Channels; c++)
            {
                for (long position = 0; position < given.Shape.Positions; position++)
                {
                    Assert.Equal(c == channel, !float.IsFinite(result.Y[given.Index(0, c, position)]));
                    Assert.Equal(c == channel, !float.IsFinite(result.Dx[given.Index(0, c, position)]));
                }
            }
        }
    }

    private static void AssertNear(float[] expected, float[] actual, double tolerance)
    {
        NormErrors.Largest error = new();
        for (int i = 0; i < expected.Length; i++)
            error.Add(actual[i], expected[i]);
        Assert.InRange(error.Value, 0, tolerance);
    }

    private static void AssertStatistics(NormErrors errors, double bound)
    {
        Assert.InRange(errors.Mean.Value, 0, bound);
        Assert.InRange(errors.Inverse.Value, 0, bound);
        Assert.InRange(errors.RunningMean.Value, 0, bound);
        Assert.InRange(errors.RunningVariance.Value, 0, bound);
        Assert.InRange(errors.BiasGradient.Value, 0, bound);
        Assert.InRange(errors.WeightGradient.Value, 0, bound);
    }
}
