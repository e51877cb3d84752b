using Interop;

namespace Interop.Tests;

/// <summary>Tensors by their handles, as these tests use them.</summary>
internal static class RawTensors
{
    public const int Float = 6;
    public const int BFloat16 = 15;
    public const int Contiguous = 0;
    public const int ChannelsLast = 2;

    private static readonly Operator s_to = Operator.Named("aten::to", "dtype");
    private static readonly Operator s_contiguous = Operator.Named("aten::contiguous");

    public static nint Tensor(Random random, double scale, double shift, params long[] sizes) => TensorHandle.FromMemory<float>(
        [.. Enumerable.Range(0, (int)sizes.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)((random.NextDouble() * scale) + shift))], Float, sizes);

    public static uint[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];

    public static unsafe float[] Floats(nint handle) =>
        new ReadOnlySpan<float>((void*)TensorHandle.Data(handle), Count(handle)).ToArray();

    public static unsafe long[] Longs(nint handle) =>
        new ReadOnlySpan<long>((void*)TensorHandle.Data(handle), Count(handle)).ToArray();

    private static int Count(nint handle) => (int)TensorHandle.Sizes(handle).Aggregate(1L, (a, b) => a * b);

    public static void Free(params nint[] handles) => Array.ForEach(handles, TensorHandle.Free);

    public static float[] AsFloats(nint handle)
    {
        nint plain = s_to.Tensor(Argument.Tensor(handle), Float);
        nint ordered = s_contiguous.Tensor(Argument.Tensor(plain));
        float[] values = Floats(ordered);
        Free(plain, ordered);
        return values;
    }

    /// <summary>Greatest difference, as a share of the greatest value expected.</summary>
    public static double Distance(float[] expected, float[] actual)
    {
        double scale = expected.Max(Math.Abs) + 1e-6;
        return expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / scale;
    }
}
