using System.Runtime.InteropServices;
using LibTorch.Stable;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Stable;

public class OperatorTests
{
    private static readonly Operator Contiguous = new("aten::contiguous");
    private static readonly Operator FusedSgd = new("aten::_fused_sgd_");
    private const long ChannelsLast = 2;

    [Fact]
    public void A_tensor_comes_back_in_another_order()
    {
        using var scope = NewDisposeScope();
        Tensor x = arange(24, ScalarType.Float32).reshape(1, 2, 3, 4);
        Tensor y = Contiguous.Tensor(x, ChannelsLast);
        Assert.Equal([24L, 1, 8, 2], y.stride());
        Assert.True(x.equal(y).all().ToBoolean());
    }

    [Fact]
    public void Lists_and_numbers_and_truth_values_arrive()
    {
        using var scope = NewDisposeScope();
        Tensor weight = ones(5), gradient = full([5], 2f), momentum = full([5], 3f);
        FusedSgd.Run(Argument.List([weight]), Argument.List([gradient]), Argument.List([momentum]), 0.0, 0.5, 0.1, 0.0, false, false, false, Argument.None, Argument.None);
        Assert.Equal(3.5f, momentum[0].item<float>());
        Assert.Equal(1 - 0.1f * 3.5f, weight[0].item<float>(), 6);
    }

    [Fact]
    public void A_failing_operator_is_an_exception_that_names_it()
    {
        using var scope = NewDisposeScope();
        Operator mm = new("aten::mm");
        Assert.Contains("aten::mm", Assert.Throws<ExternalException>(() => mm.Tensor(ones(2, 3), ones(2, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ExternalException>(() => new Operator("aten::no_such_operator").Run());
    }

    [Fact]
    public void Data_is_exchanged_without_a_new_version()
    {
        using var scope = NewDisposeScope();
        Tensor weight = ones(3).requires_grad_();
        Tensor product = weight.mul(weight);
        TensorMemory.SetData(weight, full([3], 2f));
        Assert.Equal(6, weight.detach().sum().ToDouble());
        product.sum().backward();
        Assert.Equal(12, weight.grad!.sum().ToDouble());
    }
}
