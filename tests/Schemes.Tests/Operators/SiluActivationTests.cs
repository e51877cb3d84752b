using Schemes.Memory;
using Schemes.Operators;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

public class SiluActivationTests
{
    [Theory]
    [InlineData(ScalarType.Float32, MemoryFormat.Contiguous, 1e-6)]
    [InlineData(ScalarType.Float32, MemoryFormat.ChannelsLast, 1e-6)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.Contiguous, 0.01)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.ChannelsLast, 0.01)]
    [InlineData(ScalarType.Float64, MemoryFormat.Contiguous, 1e-12)]
    public void Values_and_gradients_are_those_of_libtorchs_operator(ScalarType type, MemoryFormat format, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = (randn(3, 10, 7, 9) * 3).to(type).ToMemoryFormat(format);
        Tensor input = values.detach().clone().requires_grad_(), same = values.detach().clone().requires_grad_();
        Tensor other = zeros(3, 6, 7, 9).to(type).ToMemoryFormat(format), weights = randn(3, 16, 7, 9);
        Tensor actual = SiluActivation.Run(input), expected = same.silu();

        // The gradient comes as a part of a concatenation's.
        (cat([actual, other], 1).to(ScalarType.Float32) * weights).sum().Backward();
        (cat([expected, other], 1).to(ScalarType.Float32) * weights).sum().Backward();
        Near.Assert(expected, actual, tolerance);
        Near.Assert(same.grad!, input.grad!, tolerance);
        Assert.Equal(same.grad!.stride(), input.grad!.stride());
    }

    [Fact]
    public void A_gradient_in_another_order_is_brought_into_the_inputs()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = randn(2, 5, 4, 6);
        Tensor input = values.clone().requires_grad_(), same = values.clone().requires_grad_();
        Tensor weights = randn(2, 5, 4, 6).ToMemoryFormat(MemoryFormat.ChannelsLast);
        SiluActivation.Run(input).ToMemoryFormat(MemoryFormat.ChannelsLast).mul(weights).sum().Backward();
        same.silu().mul(weights).sum().Backward();
        Near.Assert(same.grad!, input.grad!, 1e-6);
    }

    [Fact]
    public void Without_a_graph_the_input_receives_the_result()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor input = randn(2, 5, 4, 6), expected = input.silu();
        Assert.Same(input, SiluActivation.Run(input));
        Near.Assert(expected, input, 1e-6);
    }
}
