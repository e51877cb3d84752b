using Schemes.Operators;
using Schemes.Memory;
using Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

public class BatchNormSiluTests
{
    [Theory]
    [InlineData(0.03)]
    [InlineData(null)]
    public void Outputs_gradients_and_statistics_are_those_of_the_two_operators_step_after_step(double? momentum)
    {
        using BatchNorm2d two = Norms.WithRamp(momentum), one = Norms.WithRamp(momentum);
        for (int step = 0; step < 3; step++)
        {
            using Tensor values = rand(4, 8, 12, 12) * 3;
            using Tensor plain = values.detach().clone().requires_grad_(), fused = values.detach().clone().requires_grad_();
            using Tensor expected = two.call(plain).silu(), actual = BatchNormSilu.Run(one, fused);
            using Tensor weights = rand(4, 8, 12, 12);
            (expected * weights).sum().Backward();
            (actual * weights).sum().Backward();
            AssertSame(expected, actual);
            AssertSame(plain.grad!, fused.grad!);
        }

        foreach ((Tensor left, Tensor right) in two.parameters().Zip(one.parameters()))
            AssertSame(left.grad!, right.grad!);
        foreach ((Tensor left, Tensor right) in two.buffers().Zip(one.buffers()))
            AssertSame(left, right);
        Assert.Equal(3, one.num_batches_tracked!.ToInt64());
    }

    [Fact]
    public void In_evaluation_the_running_statistics_are_used_and_left_alone()
    {
        using BatchNorm2d norm = Norms.WithRamp(0.03);
        using Tensor images = rand(2, 8, 6, 6);
        BatchNormSilu.Run(norm, images).Dispose();
        norm.eval();
        using Tensor before = norm.running_mean!.clone();
        using Tensor expected = norm.call(images).silu(), actual = BatchNormSilu.Run(norm, images);
        Assert.True(expected.equal(actual).all().item<bool>());
        Assert.True(before.equal(norm.running_mean!).all().item<bool>());
    }

    [Fact]
    public void A_gradient_of_the_gradient_is_refused()
    {
        using BatchNorm2d norm = Norms.WithRamp(0.03);
        using Tensor images = rand([2, 8, 6, 6], requires_grad: true);
        using Tensor output = BatchNormSilu.Run(norm, images);
        Assert.ThrowsAny<Exception>(() => output.sum().backward(create_graph: true));
    }

    [Fact]
    public void Another_number_of_channels_is_an_error_that_names_both_shapes()
    {
        using BatchNorm2d norm = Norms.WithRamp(0.03);
        using Tensor images = rand(2, 7, 6, 6);
        ArgumentException error = Assert.Throws<ArgumentException>(() => BatchNormSilu.Run(norm, images));
        Assert.Contains("[2, 7, 6, 6]; [N, 8, H, W]", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, norm.num_batches_tracked!.ToInt64());
    }

    [Theory]
    [InlineData(ScalarType.Float32, MemoryFormat.Contiguous, 1e-5)]
    [InlineData(ScalarType.Float32, MemoryFormat.ChannelsLast, 1e-5)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.Contiguous, 0.02)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.ChannelsLast, 0.02)]
    public void The_processors_kernels_and_libtorchs_operators_agree(ScalarType type, MemoryFormat format, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using BatchNorm2d norm = Norms.WithRamp(0.03), other = Norms.WithRamp(0.03);
        Tensor input = (randn(3, 8, 9, 7) * 2 + 1).to(type).ToMemoryFormat(format);
        Assert.True(VectorNorm.Takes(norm, input));

        // The middle of a concatenation, as a gradient comes from one.
        Tensor gradient = randn(3, 24, 9, 7).to(type).ToMemoryFormat(format).narrow(1, 8, 8);
        Tensor expected = ComposedNorm.Instance.Forward(other, input, 0.03, out Tensor mean, out Tensor inverse);
        VectorNorm vectors = VectorNorm.WithSilu;
        Tensor actual = vectors.Forward(norm, input, 0.03, out Tensor ownMean, out Tensor ownInverse);
        Near.Assert(expected, actual, tolerance);
        Near.Assert(mean, ownMean, 1e-6);
        Near.Assert(inverse, ownInverse, 1e-6);
        Near.Assert(other.running_mean!, norm.running_mean!, 1e-6);
        Near.Assert(other.running_var!, norm.running_var!, 1e-6);

        (Tensor ofInput, Tensor? ofWeight, Tensor? ofBias) = ComposedNorm.Instance.Backward(other, input, gradient, mean, inverse);
        (Tensor ownOfInput, Tensor? ownOfWeight, Tensor? ownOfBias) = vectors.Backward(norm, input, gradient, ownMean, ownInverse);
        Near.Assert(ofInput, ownOfInput, tolerance);
        Near.Assert(ofWeight!, ownOfWeight!, tolerance);
        Near.Assert(ofBias!, ownOfBias!, tolerance);
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.True(expected.allclose(actual, 1e-4, 1e-5));
    }
}
