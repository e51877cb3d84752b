using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

/// <summary>Comparisons of tensors of different precisions.</summary>
internal static class Near
{
    /// <summary>The greatest distance is at most a share of the greatest expected value, or of 1 if that is more.</summary>
    public static void Assert(Tensor expected, Tensor actual, double tolerance)
    {
        using IDisposable noGrad = no_grad();
        Xunit.Assert.Equal(expected.shape, actual.shape);
        double scale = expected.to(ScalarType.Float32).abs().max().ToSingle();
        double difference = (expected.to(ScalarType.Float32) - actual.to(ScalarType.Float32)).abs().max().ToSingle();
        Xunit.Assert.True(difference <= tolerance * Math.Max(scale, 1), $"{difference} at values up to {scale}");
    }
}
