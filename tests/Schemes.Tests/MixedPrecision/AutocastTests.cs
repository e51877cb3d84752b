using Schemes.MixedPrecision;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.MixedPrecision;

public class AutocastTests
{
    [Fact]
    public void Matrix_products_run_in_the_lower_precision_inside_and_only_there()
    {
        using Tensor a = rand(4, 4);
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
            Assert.Equal(ScalarType.BFloat16, a.matmul(a).dtype);
        Assert.Equal(ScalarType.Float32, a.matmul(a).dtype);
    }

    [Fact]
    public void Scopes_nest_and_can_be_suspended()
    {
        using Tensor a = rand(4, 4);
        using Autocast outer = new(DeviceType.CPU, ScalarType.BFloat16);
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16, enabled: false))
            Assert.Equal(ScalarType.Float32, a.matmul(a).dtype);
        Assert.Equal(ScalarType.BFloat16, a.matmul(a).dtype);
    }

    [Fact]
    public void An_exception_leaves_no_state_behind()
    {
        using Tensor a = rand(4, 4);
        Assert.ThrowsAny<Exception>(() =>
        {
            using Autocast scope = new(DeviceType.CPU, ScalarType.BFloat16);
            using Tensor wrong = rand(3, 5);
            a.mm(wrong);
        });

        Assert.Equal(ScalarType.Float32, a.matmul(a).dtype);
    }

    [Fact]
    public void Only_half_precisions_are_taken()
    {
        Assert.Throws<ArgumentException>(() => new Autocast(DeviceType.CPU, ScalarType.Float64));
        Assert.Throws<ArgumentException>(() => new Autocast(DeviceType.CPU, ScalarType.Float16));
    }
}
