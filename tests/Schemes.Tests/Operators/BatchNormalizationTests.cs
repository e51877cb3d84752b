using Schemes.Distributed;
using Schemes.Operators;
using Schemes.Memory;
using Schemes.Tests.Distributed;
using Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

/// <summary>Batch norm of ranks with different numbers of images, of one rank with all of them, and by libtorch's operator.</summary>
public class BatchNormalizationTests
{
    private static readonly int[] s_counts = [1, 3, 2];

    [GlooTheory]
    [InlineData(ScalarType.Float32, MemoryFormat.Contiguous, false, 1e-5)]
    [InlineData(ScalarType.Float32, MemoryFormat.ChannelsLast, true, 1e-5)]
    [InlineData(ScalarType.Float32, MemoryFormat.Contiguous, true, 1e-5)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.ChannelsLast, true, 0.03)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.Contiguous, false, 0.03)]
    public void Ranks_normalise_as_one_with_all_elements(ScalarType type, MemoryFormat format, bool hasSilu, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNorm2d alone = Norms.WithRamp(0.03);
        (Tensor input, Tensor weights) = ((randn(6, 8, 5, 7) * 3) + 20, randn(6, 8, 5, 7));
        Tensor whole = input.to(type).ToMemoryFormat(format).detach().requires_grad_();
        Tensor expected = hasSilu ? BatchNormSilu.Run(alone, whole) : alone.call(whole);
        (expected.to(ScalarType.Float32) * weights).sum().Backward();
        Tensor ofWhole = whole.grad!;
        Tensor[] sums = [alone.weight!.grad!, alone.bias!.grad!];

        int[] firsts = [0, 1, 4];
        Ranks.Run(3, group =>
        {
            using BatchNorm2d norm = Norms.WithRamp(0.03);
            int first = firsts[group.Rank], count = s_counts[group.Rank];
            Tensor own = input.narrow(0, first, count).to(type).ToMemoryFormat(format).detach().requires_grad_();
            Tensor output = hasSilu ? BatchNormSilu.Run(norm, own, group) : BatchNormalization.Run(norm, own, group);
            (output.to(ScalarType.Float32) * weights.narrow(0, first, count)).sum().Backward();
            Tensor ofWeight = norm.weight!.grad!.clone(), ofBias = norm.bias!.grad!.clone();
            group.AllReduce(ofWeight);
            group.AllReduce(ofBias);

            Near.Assert(expected.narrow(0, first, count), output, tolerance);
            Near.Assert(ofWhole.narrow(0, first, count), own.grad!, tolerance);
            Near.Assert(sums[0], ofWeight, tolerance);
            Near.Assert(sums[1], ofBias, tolerance);
            Near.Assert(alone.running_mean!, norm.running_mean!, 1e-5);
            Near.Assert(alone.running_var!, norm.running_var!, 1e-5);
            Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
            return 0;
        });
    }

    [Theory]
    [InlineData(ScalarType.Float32, MemoryFormat.Contiguous, 1e-5)]
    [InlineData(ScalarType.Float32, MemoryFormat.ChannelsLast, 1e-5)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.Contiguous, 0.02)]
    [InlineData(ScalarType.BFloat16, MemoryFormat.ChannelsLast, 0.02)]
    public void One_rank_alone_gets_what_the_norms_own_operator_gives(ScalarType type, MemoryFormat format, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNorm2d norm = Norms.WithRamp(0.03), other = Norms.WithRamp(0.03);
        Tensor values = ((randn(3, 8, 5, 7) * 3) + 1).to(type).ToMemoryFormat(format), weights = randn(3, 8, 5, 7);
        Tensor input = values.detach().clone().requires_grad_(), same = values.detach().clone().requires_grad_();
        Tensor actual = BatchNormalization.Run(norm, input, null), expected = other.call(same);
        (actual.to(ScalarType.Float32) * weights).sum().Backward();
        (expected.to(ScalarType.Float32) * weights).sum().Backward();

        Near.Assert(expected, actual, tolerance);
        Near.Assert(same.grad!, input.grad!, tolerance);
        Near.Assert(other.weight!.grad!, norm.weight!.grad!, tolerance);
        Near.Assert(other.bias!.grad!, norm.bias!.grad!, tolerance);
        Near.Assert(other.running_mean!, norm.running_mean!, 1e-6);
        Near.Assert(other.running_var!, norm.running_var!, 1e-6);
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
    }

    [GlooFact]
    public void Evaluation_takes_the_running_statistics()
    {
        using DisposeScope scope = NewDisposeScope();
        Ranks.Run(2, group =>
        {
            using BatchNorm2d norm = Norms.WithRamp(0.03);
            norm.eval();
            Tensor own = full([1, 8, 2, 2], group.Rank + 1f);
            Assert.Equal(norm.call(own).data<float>().ToArray(), BatchNormalization.Run(norm, own, group).data<float>().ToArray());
            return 0;
        });
    }
}
