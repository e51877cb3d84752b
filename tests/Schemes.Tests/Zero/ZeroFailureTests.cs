using Schemes.Distributed;
using Schemes.Optimizers;
using Schemes.Tests.Distributed;
using Schemes.Zero;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Zero;

/// <summary>Gradients that overflow, fail or are missing, and wrong use.</summary>
public class ZeroFailureTests
{
    [GlooTheory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void An_overflow_on_one_rank_skips_the_update_of_all(int stage, bool ofTheLastRank)
    {
        using DisposeScope scope = NewDisposeScope();
        (Dictionary<string, float[]> Before, Dictionary<string, float[]> After, bool[] Taken, double Scale)[] ranks = Ranks.Run(2, group =>
        {
            using SegmentedTraining training = new(ZeroOptimizerTests.Options(stage, autocast: true), group, "sgd", autocast: true);
            Dictionary<string, float[]> before = training.Weights();
            (Tensor images, Tensor wanted) = SegmentedNetwork.Batch(group.Rank);
            if (group.Rank == (ofTheLastRank ? 1 : 0))
                wanted[0, 0] = tensor(float.PositiveInfinity);
            training.Accumulate((images, wanted));
            bool first = training.Update();
            Dictionary<string, float[]> after = training.Weights();
            training.Accumulate(7 + group.Rank);
            return (before, after, (bool[])[first, training.Update()], training.Scaler.CurrentScale);
        });

        Assert.All(ranks, rank =>
        {
            ZeroOptimizerTests.AssertEqual(rank.Before, rank.After);
            Assert.Equal([false, true], rank.Taken);
            Assert.Equal(512, rank.Scale);
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_pass_that_fails_leaves_no_gradient(int stage) => Ranks.Alone(group =>
    {
        using SegmentedTraining plain = new(null, null, "sgd");
        using SegmentedTraining training = new(ZeroOptimizerTests.Options(stage, stage == 3 ? Offload.Parameters : Offload.None), group, "sgd");
        plain.Accumulate(1);
        training.Accumulate(1);
        (Tensor images, Tensor wanted) = SegmentedNetwork.Batch(2);
        using (training.Zero!.BeginPass())
        {
            // The second unit's gradients have arrived when the first unit's backward pass fails.
            Tensor loss = training.Network.Loss(images, wanted, (unit, segment, inputs) =>
            {
                if (unit == 1)
                    inputs = [inputs[0].WhenReached(() => throw new InvalidOperationException("here it ends"))];
                return training.Zero.Run(unit, segment, inputs);
            });
            Assert.Contains("here it ends", Assert.ThrowsAny<Exception>(() => loss.Backward()).Message);
        }

        plain.Update();
        training.Update();
        ZeroOptimizerTests.AssertEqual(plain.Weights(), training.Weights());
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Parameters_without_a_gradient_stay_as_they_are(int stage)
    {
        using DisposeScope scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Single();
        using SegmentedTraining training = new(ZeroOptimizerTests.Options(stage), group, "adamw");
        Dictionary<string, float[]> before = training.Weights();
        (Tensor images, _) = SegmentedNetwork.Batch(2);
        using (ZeroPass pass = training.Zero!.BeginPass())
        {
            Tensor[] made = training.Zero.Run(0, training.Network.Segments[0], [images]);
            made[0].square().mean().Backward();
            pass.Complete();
        }

        training.Update();
        Dictionary<string, float[]> after = training.Weights();
        Assert.NotEqual(before["0.weight"], after["0.weight"]);
        Assert.NotEqual(before["0.bias"], after["0.bias"]);
        Assert.Equal(before["1.weight"], after["1.weight"]);
        Assert.Equal(before["3.bias"], after["3.bias"]);
    }

    [Fact]
    public void Wrong_use_is_an_error() => Ranks.Alone(group =>
    {
        using SegmentedTraining training = new(ZeroOptimizerTests.Options(2), group, "sgd");
        ZeroPass pass = training.Zero!.BeginPass();
        Assert.Throws<InvalidOperationException>(() => training.Zero.BeginPass());
        Assert.Throws<InvalidOperationException>(() => training.Zero.ReduceGradients());
        pass.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pass.Complete());
        (Tensor images, Tensor wanted) = SegmentedNetwork.Batch(2);
        Assert.Contains("BeginPass", Assert.Throws<InvalidOperationException>(() => training.Network.Loss(images, wanted, (unit, segment, inputs) => training.Zero.Run(unit, segment, inputs))).Message);

        using SegmentedNetwork network = new(1);
        Assert.Contains("3.bias is in no unit", Assert.Throws<ArgumentException>(() => Make(network, network.Units.Take(3), ZeroOptimizerTests.Options(1))).Message);
        Assert.Contains("0.weight of unit 0", Assert.Throws<ArgumentException>(() => Make(network, network.Units.Append(network.Units[0]), ZeroOptimizerTests.Options(1))).Message);
        Assert.Throws<ArgumentException>(() => Make(network, network.Units, ZeroOptimizerTests.Options(4)));
        Assert.Throws<ArgumentException>(() => Make(network, network.Units, ZeroOptimizerTests.Options(2, Offload.Parameters)));
        Assert.Throws<ArgumentException>(() => Make(network, network.Units, ZeroOptimizerTests.Options(2) with { ParameterType = ScalarType.BFloat16 }));
        Assert.Throws<ArgumentException>(() => Make(network, network.Units, ZeroOptimizerTests.Options(3) with { ParameterType = ScalarType.Int32 }));

        ZeroOptimizer Make(SegmentedNetwork of, IEnumerable<ZeroUnit> units, ZeroOptions options) =>
            new([.. units], of.Groups, groups => new Sgd(groups), options, group);
    });
}
