using System.Text.Json;
using static TorchSharp.torch;

namespace Yolov5.Tests.Golden;

/// <summary>Comparison of tensors with stored figures.</summary>
internal static class FigureAssert
{
    public static float[] Floats(this JsonElement array) => [.. array.EnumerateArray().Select(value => (float)value.GetDouble())];

    public static float[] Values(this Tensor tensor)
    {
        using Tensor host = tensor.detach().to(ScalarType.Float32, CPU).contiguous();
        return host.data<float>().ToArray();
    }

    public static double L2(this IEnumerable<float> values) => Math.Sqrt(values.Sum(value => (double)value * value));

    public static double L2(this Tensor tensor) => tensor.Values().L2();

    public static void Near(double expected, double actual, double relative, string what, double absolute = 0) =>
        Assert.True(
            Math.Abs(expected - actual) <= (relative * Math.Abs(expected)) + absolute,
            $"{what}: {actual} instead of {expected}, a difference of {Math.Abs(expected - actual):E2}");

    public static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative, double absolute, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Near(expected[i], actual[i], relative, $"{what}[{i}]", absolute);
    }
}
