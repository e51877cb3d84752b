using System.Runtime.InteropServices;
using LibTorch.Kernels;
using static TorchSharp.torch;

namespace LibTorch.Tests.Kernels;

public unsafe class SiluKernelTests
{
    private const int Guards = 32;

    private static VectorWidth[] Widths => [.. Enum.GetValues<VectorWidth>().Where(width => width <= VectorWidths.Widest)];

    [Theory]
    [InlineData(ScalarType.Float32, 5e-7)]
    [InlineData(ScalarType.BFloat16, 1.0 / 256)]
    public void Outputs_and_gradients_are_those_of_double_precision_in_every_width(ScalarType type, double tolerance)
    {
        Random random = new(3);
        for (int i = 0; i < 80; i++)
        {
            long rows = random.Next(1, 5), columns = random.Next(1, i % 10 == 0 ? 50_000 : 300);
            long gap = i % 2 == 0 ? 0 : random.Next(1, 40);
            Case given = new(type, i % 4 < 2, rows, columns, gap, random);
            (float[] y, float[] dx) = given.Run(VectorWidth.Bits128);
            for (int element = 0; element < y.Length; element++)
            {
                double x = given.X[element], sigmoid = 1 / (1 + Math.Exp(-x));
                AssertNear(x * sigmoid, y[element], tolerance * Math.Max(0.1, Math.Abs(x * sigmoid)));
                AssertNear(given.Dy[element] * sigmoid * (1 + (x * (1 - sigmoid))), dx[element], tolerance * Math.Max(0.1, 1.1 * Math.Abs(given.Dy[element])));
            }

            foreach (VectorWidth width in Widths)
            {
                (float[] ofWidth, float[] gradient) = given.Run(width);
                Assert.Equal(y, ofWidth);
                Assert.Equal(dx, gradient);
            }
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Nan_stays_nan_and_spoils_no_neighbour(ScalarType type)
    {
        Case given = new(type, false, 1, 100, 0, new Random(1));
        given.X[37] = float.NaN;
        foreach (VectorWidth width in Widths)
        {
            (float[] y, float[] dx) = given.Run(width);
            for (int i = 0; i < 100; i++)
                Assert.Equal((i == 37, i == 37), (float.IsNaN(y[i]), float.IsNaN(dx[i])));
        }
    }

    [Fact]
    public void Another_type_is_refused_by_name()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => SiluKernel.Forward(new Activations(ScalarType.Float64, false, 1, 1, 1), null, null));
        Assert.Contains("Float64", error.Message, StringComparison.Ordinal);
    }

    private static void AssertNear(double exact, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - exact) <= tolerance, $"{actual:R} instead of {exact:R}");

    /// <summary>Values of one call; between the rows of the gradient lie values that must not be read, around the results values that must not be written.</summary>
    private sealed class Case(ScalarType type, bool channelsLast, long rows, long columns, long gap, Random random)
    {
        public float[] X { get; } = Drawn(type, rows * columns, random);

        public float[] Dy { get; } = Drawn(type, rows * columns, random);

        public (float[] Y, float[] Dx) Run(VectorWidth width)
        {
            float[] spread = new float[rows * (columns + gap)];
            Array.Fill(spread, float.NaN);
            for (long row = 0; row < rows; row++)
                Array.Copy(Dy, row * columns, spread, row * (columns + gap), columns);
            byte[] x = Stored(X), dy = Stored(spread), y = Stored(Guarded()), dx = Stored(Guarded());

            // A row is a position's channels in one order and an image in the other.
            Activations shape = channelsLast ? new(type, true, 1, columns, rows) : new(type, false, rows, 1, columns);
            int element = type == ScalarType.BFloat16 ? 2 : 4;
            fixed (byte* xAt = x, dyAt = dy, yAt = y, dxAt = dx)
            {
                SiluKernel.Forward(shape, xAt, yAt + (Guards * element), width);
                SiluKernel.Backward(shape, xAt, dyAt, columns + gap, dxAt + (Guards * element), width);
            }

            return (Inside(y), Inside(dx));
        }

        private static float[] Drawn(ScalarType type, long count, Random random) =>
            [.. Enumerable.Range(0, (int)count).Select(_ => (float)((random.NextDouble() - 0.5) * (random.Next(10) == 0 ? 100 : 8))).Select(value => type == ScalarType.BFloat16 ? Bits.Widened(Bits.Narrowed(value)) : value)];

        private float[] Guarded()
        {
            float[] values = new float[(rows * columns) + (2 * Guards)];
            Array.Fill(values, 77);
            return values;
        }

        private float[] Inside(byte[] stored)
        {
            float[] values = type == ScalarType.BFloat16
                ? Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(stored).ToArray(), Bits.Widened)
                : MemoryMarshal.Cast<byte, float>(stored).ToArray();
            Assert.All(values[..Guards].Concat(values[^Guards..]), guard => Assert.Equal(77, guard));
            return values[Guards..^Guards];
        }

        private byte[] Stored(float[] values) => type == ScalarType.BFloat16
            ? MemoryMarshal.AsBytes(Array.ConvertAll(values, Bits.Narrowed).AsSpan()).ToArray()
            : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
