using Schemes.Memory;
using Schemes.Operators;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

public class MaxPoolingTests
{
    [Theory]
    [InlineData(ScalarType.Float32, MemoryFormat.Contiguous)]
    [InlineData(ScalarType.Float32, MemoryFormat.ChannelsLast)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.Contiguous)]
    public void Values_gradients_and_the_order_of_elements_are_those_of_the_poolings_alone(ScalarType type, MemoryFormat format)
    {
        using DisposeScope scope = NewDisposeScope();

        // Few different values: many windows have their maximum several times.
        Tensor values = randint(0, 4, [2, 6, 11, 13]).to(type).ToMemoryFormat(format);
        Tensor input = values.clone().requires_grad_(), same = values.clone().requires_grad_();
        Tensor actual = MaxPooling.Run(input, Pooled), expected = Pooled(same);
        Tensor weights = randint(-8, 9, expected.shape).to(type);
        (actual * weights).sum().Backward();
        (expected * weights).sum().Backward();

        Assert.Equal(expected.stride(), actual.stride());
        Assert.True(expected.eq(actual).all().ToBoolean());
        Assert.True(same.grad!.eq(input.grad!).all().ToBoolean());
    }

    private static Tensor Pooled(Tensor maps)
    {
        Tensor once = nn.functional.max_pool2d(maps, 5, 1, 2);
        return cat([maps, once, nn.functional.max_pool2d(once, 5, 1, 2)], 1);
    }
}
