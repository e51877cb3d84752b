using Schemes.Distributed;
using Schemes.Tests.Distributed;
using Schemes.Zero;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Zero;

/// <summary>State of the whole optimizer, gathered by one number of ranks and gone on with by another.</summary>
public class ZeroStateTests
{
    [GlooTheory]
    [InlineData(1, "sgd")]
    [InlineData(2, "adamw")]
    [InlineData(3, "adamw")]
    public void Another_number_of_ranks_goes_on_from_it(int stage, string optimizer)
    {
        using DisposeScope scope = NewDisposeScope();
        using SegmentedTraining plain = new(null, null, optimizer);
        Steps(plain);
        Dictionary<string, Tensor> expected = plain.State();
        foreach (int world in (int[])[1, 2, 4])
        {
            Dictionary<string, Tensor>[] ranks = Ranks.Run(world, group =>
            {
                using SegmentedTraining training = new(new ZeroOptions { Stage = stage }, group, optimizer);
                Steps(training);
                return training.State();
            });

            foreach (Dictionary<string, Tensor> rank in ranks)
            {
                Assert.Equal(expected.Keys.Order(), rank.Keys.Order());
                Assert.All(expected, entry => Assert.True(entry.Value.allclose(rank[entry.Key], 1e-4, 1e-6), entry.Key));
            }

            // Gathered and loaded by other numbers of ranks, it is the same to the bit.
            foreach (int other in (int[])[1, 2, 3])
            {
                Assert.All(Ranks.Run(other, group =>
                {
                    using SegmentedTraining training = new(new ZeroOptions { Stage = stage }, group, optimizer);
                    training.Zero!.LoadStateDict(ranks[0]);
                    return training.State();
                }), state => Assert.All(ranks[0], entry => Assert.True(entry.Value.allclose(state[entry.Key], 0, 0), entry.Key)));
            }
        }
    }

    [Fact]
    public void State_of_other_parameters_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Single();
        using SegmentedTraining training = new(new ZeroOptions { Stage = 2 }, group, "sgd");
        Assert.Contains("other.step is not part", Assert.Throws<ArgumentException>(() => training.Zero!.LoadStateDict(new Dictionary<string, Tensor> { ["other.step"] = tensor(1L) })).Message, StringComparison.Ordinal);
        Assert.Contains("has the shape [1]", Assert.Throws<ArgumentException>(() => training.Zero!.LoadStateDict(new Dictionary<string, Tensor> { ["0.weight.momentum_buffer"] = ones(1) })).Message, StringComparison.Ordinal);
    }

    // All ranks see the same batches, each with its share of the loss.
    private static void Steps(SegmentedTraining training)
    {
        for (int step = 0; step < 3; step++)
        {
            training.Accumulate(SegmentedNetwork.Batch(step), share: 1.0 / (training.Zero?.Group.WorldSize ?? 1));
            training.Update();
        }
    }
}
