using Schemes.Memory;
using Schemes.MixedPrecision;
using Schemes.Operators;
using Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

public class PointwiseConvolutionTests
{
    [Theory]
    [InlineData(true, false, 1e-5)]
    [InlineData(false, false, 1e-5)]
    [InlineData(true, true, 0.02)]
    [InlineData(false, true, 0.02)]
    public void Values_and_gradients_are_those_of_the_convolution(bool bias, bool amp, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using Conv2d one = nn.Conv2d(12, 7, 1, bias: bias), other = nn.Conv2d(12, 7, 1, bias: bias);
        other.load_state_dict(one.state_dict());
        Tensor values = randn(3, 12, 32, 36), weights = randn(3, 7, 32, 36);
        Tensor input = values.clone().requires_grad_(), same = values.clone().requires_grad_();
        Tensor actual, expected;
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16, enabled: amp))
            (actual, expected) = (PointwiseConvolution.Run(one, input), other.call(same));
        Assert.Equal((expected.dtype, amp ? ScalarType.BFloat16 : ScalarType.Float32), (actual.dtype, actual.dtype));
        (actual.to(ScalarType.Float32) * weights).sum().Backward();
        (expected.to(ScalarType.Float32) * weights).sum().Backward();

        Near.Assert(expected, actual, tolerance);
        Near.Assert(same.grad!, input.grad!, tolerance);
        foreach ((Parameter left, Parameter right) in other.parameters().Zip(one.parameters()))
            Near.Assert(left.grad!, right.grad!, tolerance);
    }

    [Fact]
    public void Part_of_a_concatenation_is_taken_as_it_lies()
    {
        using DisposeScope scope = NewDisposeScope();
        using Conv2d convolution = nn.Conv2d(12, 7, 1);
        Tensor part = randn(2, 30, 40, 40).narrow(1, 5, 12);
        Assert.True(PointwiseConvolution.Takes(convolution, part));
        Near.Assert(convolution.call(part), PointwiseConvolution.Run(convolution, part), 1e-5);
    }

    [Fact]
    public void Every_other_convolution_is_left_to_its_operator()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = randn(2, 12, 40, 40);
        Assert.True(Takes(nn.Conv2d(12, 8, 1), maps));
        Assert.False(Takes(nn.Conv2d(12, 8, 3, padding: 1), maps));
        Assert.False(Takes(nn.Conv2d(12, 8, (1, 3)), maps));
        Assert.False(Takes(nn.Conv2d(12, 8, 1, stride: 2), maps));
        Assert.False(Takes(nn.Conv2d(12, 8, 1, padding: 1), maps));
        Assert.False(Takes(nn.Conv2d(12, 8, 1, groups: 4), maps));
        Assert.False(Takes(nn.Conv2d(12, 8, 1), randn(2, 12, 20, 20)));
        Assert.False(Takes(nn.Conv2d(12, 8, 1), maps.ToMemoryFormat(MemoryFormat.ChannelsLast)));
        Assert.False(Takes(nn.Conv2d(12, 8, 1), maps.to(ScalarType.Float64)));
        Assert.False(Takes(nn.Conv2d(11, 8, 1), maps));
        Assert.False(Takes(nn.Conv2d(12, 8, 1), maps[0]));
    }

    [Fact]
    public void In_evaluation_the_result_is_the_convolutions_bit_by_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Conv2d convolution = nn.Conv2d(64, 32, 1);
        convolution.eval();
        Tensor maps = randn(2, 64, 40, 40);
        Assert.Equal(convolution.call(maps).data<float>().ToArray(), PointwiseConvolution.Run(convolution, maps).data<float>().ToArray());
    }

    private static bool Takes(Conv2d convolution, Tensor maps)
    {
        using (convolution)
            return PointwiseConvolution.Takes(convolution, maps);
    }
}
