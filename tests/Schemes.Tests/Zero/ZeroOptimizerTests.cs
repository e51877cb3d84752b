using Schemes.Distributed;
using Schemes.Optimizers;
using Schemes.Tests.Distributed;
using Schemes.Zero;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Zero;

/// <summary>Compares bits with references that run as a rank does.</summary>
public class ZeroOptimizerTests
{
    private const int Steps = 6;

    public static TheoryData<int, Offload, string, bool> Cases
    {
        get
        {
            TheoryData<int, Offload, string, bool> cases = [];
            foreach ((int stage, Offload offload) in new[] { (1, Offload.None), (1, Offload.Optimizer), (2, Offload.None), (2, Offload.Optimizer), (3, Offload.None), (3, Offload.Optimizer), (3, Offload.Parameters) })
            {
                foreach (string optimizer in new[] { "sgd", "adamw" })
                {
                    cases.Add(stage, offload, optimizer, false);
                    cases.Add(stage, offload, optimizer, true);
                }
            }

            return cases;
        }
    }

    [GlooTheory]
    [MemberData(nameof(Cases))]
    public void Two_ranks_train_as_one_process_that_sums_both_gradients(int stage, Offload offload, string optimizer, bool autocast)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, float[]> expected = Summing(2, optimizer, autocast);
        Dictionary<string, float[]>[] ranks = Ranks.Run(2, group =>
        {
            using SegmentedTraining training = new(Options(stage, offload, autocast), group, optimizer, autocast);
            for (int step = 0; step < Steps; step++)
            {
                training.Accumulate((2 * step) + group.Rank);
                Assert.True(training.Update());
            }

            return training.Weights();
        });

        AssertEqual(expected, ranks[0]);
        AssertEqual(ranks[0], ranks[1]);
    }

    [GlooTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Two_ranks_train_as_one_process_with_the_joined_batch(int stage)
    {
        using DisposeScope scope = NewDisposeScope();
        using SegmentedTraining alone = new(null, null, "sgd", maxNorm: 0.5);
        for (int step = 0; step < Steps; step++)
        {
            (Tensor firstImages, Tensor firstWanted) = SegmentedNetwork.Batch(2 * step);
            (Tensor secondImages, Tensor secondWanted) = SegmentedNetwork.Batch((2 * step) + 1);
            alone.Accumulate((cat([firstImages, secondImages], 0), cat([firstWanted, secondWanted], 0)));
            alone.Update();
        }

        Dictionary<string, float[]>[] ranks = Ranks.Run(2, group =>
        {
            using SegmentedTraining training = new(Options(stage), group, "sgd", maxNorm: 0.5);
            for (int step = 0; step < Steps; step++)
            {
                training.Accumulate(SegmentedNetwork.Batch((2 * step) + group.Rank), share: 0.5);
                training.Update();
            }

            return training.Weights();
        });

        // The sums over the batch, and the norm that clips, are made in another order.
        AssertNear(alone.Weights(), ranks[0], 1e-6);
        AssertEqual(ranks[0], ranks[1]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_single_rank_trains_as_without_ZeRO(int stage, Offload offload, string optimizer, bool autocast)
    {
        using DisposeScope scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Single();
        using SegmentedTraining plain = new(null, null, optimizer, autocast, maxNorm: 0.5);
        using SegmentedTraining training = new(Options(stage, offload, autocast), group, optimizer, autocast, maxNorm: 0.5);
        for (int step = 0; step < Steps; step++)
        {
            foreach (SegmentedTraining each in new[] { plain, training })
            {
                for (int pass = 0; pass <= step % 3; pass++)
                    each.Accumulate((3 * step) + pass);
                Assert.True(each.Update());
            }

            AssertEqual(plain.Weights(), training.Weights());
        }
    }

    [GlooTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Four_ranks_some_of_which_hold_a_part_of_a_parameter_agree(int stage)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, float[]> expected = Summing(4, "adamw", autocast: false);
        Dictionary<string, float[]>[] ranks = Ranks.Run(4, group =>
        {
            using SegmentedTraining training = new(Options(stage), group, "adamw");
            for (int step = 0; step < Steps; step++)
            {
                training.Accumulate((4 * step) + group.Rank);
                training.Update();
            }

            return training.Weights();
        });

        AssertEqual(expected, ranks[0]);
        Assert.All(ranks, weights => AssertEqual(ranks[0], weights));
    }

    [GlooFact]
    public void Every_rank_keeps_its_part_of_the_state_and_no_more()
    {
        using DisposeScope scope = NewDisposeScope();
        // Elements with padding to 8: unit 0 bf16 216, f32 8; unit 1 bf16 1152, f32 8; unit 3 bf16 1280, f32 8 (5 of them real).
        const long Matrices = 216 + 1152 + 1280, Vectors = 8 + 8 + 8;
        Dictionary<(int Stage, int World), ZeroMemory[]> memory = [];
        foreach (int stage in new[] { 1, 2, 3 })
        {
            foreach (int world in new[] { 1, 2 })
            {
                memory[(stage, world)] = Ranks.Run(world, group =>
                {
                    using SegmentedTraining training = new(Options(stage, autocast: true), group, "adamw", autocast: true);
                    training.Accumulate(group.Rank);
                    training.Update();
                    training.Accumulate(group.Rank);
                    return training.Zero!.Memory;
                });
            }
        }

        // Alone, float32: parameters, gradients, two moments.
        long real = (Matrices + Vectors - 3) * 4;
        Assert.Equal(new ZeroMemory((Matrices + Vectors) * 4, 0, real, 2 * real), memory[(1, 1)][0]);
        Assert.Equal(new ZeroMemory((Matrices + Vectors) * 4, 0, real, 2 * real), memory[(2, 1)][0]);
        Assert.Equal(new ZeroMemory((Matrices * 2) + (Vectors * 4), Matrices * 4, real, 2 * real), memory[(3, 1)][0]);

        // Two ranks: the units' 224, 1168 and 1296 elements (padded to 16) are halved; the padding lies in the second half.
        long first = (112 + 584 + 648) * 4, second = real - first;
        foreach (int stage in new[] { 1, 2 })
        {
            Assert.Equal([2 * first, 2 * second], memory[(stage, 2)].Select(rank => rank.OptimizerState));
            Assert.All(memory[(stage, 2)], rank => Assert.Equal(((224 + 1168 + 1296) * 4, 0), (rank.Parameters, rank.Masters)));
        }

        Assert.All(memory[(1, 2)], rank => Assert.Equal(real, rank.Gradients));
        Assert.Equal([first, second], memory[(2, 2)].Select(rank => rank.Gradients));

        // Stage 3 halves matrices and vectors apart: 224, 1152 and 1280 elements, and three times 16 of which 8 are used.
        (first, second) = (((112 + 576 + 640) + 8 + 8 + 5) * 4, (104 + 576 + 640) * 4);
        Assert.Equal([2 * first, 2 * second], memory[(3, 2)].Select(rank => rank.OptimizerState));
        Assert.Equal([first, second], memory[(3, 2)].Select(rank => rank.Gradients));
        Assert.All(memory[(3, 2)], rank => Assert.Equal((((112 + 576 + 640) * 2) + (24 * 4), (112 + 576 + 640) * 4), (rank.Parameters, rank.Masters)));
    }

    internal static ZeroOptions Options(int stage, Offload offload = Offload.None, bool autocast = false) =>
        new() { Stage = stage, Offload = offload, ParameterType = autocast && stage == 3 ? ScalarType.BFloat16 : null };

    // One process that sees the batches of all ranks, one after the other.
    private static Dictionary<string, float[]> Summing(int batches, string optimizer, bool autocast) => Ranks.Run(1, _ =>
    {
        using SegmentedTraining alone = new(null, null, optimizer, autocast);
        for (int step = 0; step < Steps; step++)
        {
            for (int batch = 0; batch < batches; batch++)
                alone.Accumulate((batches * step) + batch);
            Assert.True(alone.Update());
        }

        return alone.Weights();
    })[0];

    internal static void AssertEqual(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string name, float[] values) in expected)
            Assert.True(values.AsSpan().SequenceEqual(actual[name]), $"{name} differs by {values.Zip(actual[name], (x, y) => Math.Abs(x - y)).Max():G3}");
    }

    private static void AssertNear(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual, double tolerance)
    {
        foreach ((string name, float[] values) in expected)
            Assert.InRange(values.Zip(actual[name], (x, y) => Math.Abs(x - y)).Max(), 0, tolerance);
    }
}
