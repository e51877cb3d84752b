using Schemes.Distributed;
using Schemes.Optimizers;
using Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

public class DataParallelTests
{
    private const int Width = 16;

    [GlooTheory]
    [InlineData(1)]
    [InlineData(1 << 20)]
    public void Gradients_are_sums_over_the_ranks_and_accumulated_ones_travel_once(long bucketBytes)
    {
        using DisposeScope scope = NewDisposeScope();
        Ranks.Run(3, group =>
        {
            Parameter[] weights = Weights();
            DataParallel parallel = new(Units(weights), group, bucketBytes);
            foreach ((int batch, bool isLast) in new[] { (0, false), (1, false), (2, true) })
            {
                Pass(parallel, weights, group.Rank, batch, isLast);
                if (!isLast)
                    Assert.NotEqual(0, Range(group, weights[1].grad!));

                // On one rank a gradient lies otherwise than on the others.
                if (batch == 0 && group.Rank == 1)
                    weights[0].grad = weights[0].grad!.t().contiguous().t();
            }

            Parameter[] alone = Weights();
            for (int rank = 0; rank < 3; rank++)
            {
                for (int batch = 0; batch < 3; batch++)
                    Loss(alone, rank, batch, inputs => inputs).Backward();
            }

            for (int i = 0; i < weights.Length; i++)
            {
                Assert.Equal(0, Range(group, weights[i].grad!));
                Assert.True(((alone[i].grad! - weights[i].grad!) / 3).abs().max().ToSingle() < 1e-6);
            }

            return 0;
        });
    }

    [GlooFact]
    public void Buckets_travel_while_the_backward_pass_goes_on()
    {
        using DisposeScope scope = NewDisposeScope();
        Ranks.Run(2, group =>
        {
            Parameter[] weights = Weights();
            DataParallel parallel = new(Units(weights), group, bucketBytes: 1);
            List<bool> taken = [];
            using (DataParallelPass pass = parallel.BeginPass(reduces: true))
            {
                // When the backward pass reaches the first unit's output, the gradients of those behind it are on their way.
                Tensor loss = Loss(weights, group.Rank, 0, (unit, inputs) =>
                {
                    Tensor[] watched = parallel.Watch(unit, inputs);
                    return unit == 1 ? [watched[0].WhenReached(() => taken.Add(weights[2].grad is null))] : watched;
                });
                loss.Backward();
                pass.Complete();
            }

            Assert.Equal([true], taken);
            Assert.Equal(3, parallel.BucketBytes.Count);
            return 0;
        });
    }

    [Fact]
    public void A_bucket_is_closed_when_it_is_full()
    {
        using DisposeScope scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Single();
        const long Bytes = Width * Width * sizeof(float);
        Assert.Equal([2 * Bytes, Bytes], new DataParallel(Units(Weights()), group, bucketBytes: Bytes + 1).BucketBytes);
        Assert.Equal([3 * Bytes], new DataParallel(Units(Weights()), group).BucketBytes);
    }

    [Fact]
    public void A_pass_that_fails_leaves_the_next_one_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Single();
        Parameter[] weights = Weights();
        DataParallel parallel = new(Units(weights), group);
        using (parallel.BeginPass(reduces: true))
            Assert.Throws<InvalidOperationException>(() => parallel.BeginPass(reduces: true));
        Pass(parallel, weights, 0, 0, isLast: true);
        Assert.All(weights, weight => Assert.NotNull(weight.grad));
    }

    private static void Pass(DataParallel parallel, Parameter[] weights, int rank, int batch, bool isLast)
    {
        using DataParallelPass pass = parallel.BeginPass(isLast);
        Loss(weights, rank, batch, parallel.Watch).Backward();
        pass.Complete();
    }

    private static Tensor Loss(Parameter[] weights, int rank, int batch, Func<Tensor[], Tensor[]> watch) => Loss(weights, rank, batch, (_, inputs) => watch(inputs));

    private static Tensor Loss(Parameter[] weights, int rank, int batch, Func<int, Tensor[], Tensor[]> watch)
    {
        Tensor value = linspace(-1, 1 + rank, 4 * Width).view(4, Width) * (batch + 1);
        for (int unit = 0; unit < weights.Length; unit++)
            value = watch(unit, [value])[0].mm(weights[unit]).tanh();
        return value.square().sum();
    }

    // Largest difference between ranks.
    private static float Range(ProcessGroup group, Tensor values)
    {
        using Tensor least = values.clone(), most = values.clone();
        group.AllReduce(least, Reduction.Min);
        group.AllReduce(most, Reduction.Max);
        return (most - least).max().ToSingle();
    }

    private static Parameter[] Weights() =>
        [.. Enumerable.Range(0, 3).Select(i => new Parameter((linspace(-1, 1, Width * Width).view(Width, Width) / (i + 4)).detach().clone(), requires_grad: true))];

    private static NamedParameter[][] Units(Parameter[] weights) => [.. weights.Select((weight, i) => (NamedParameter[])[new NamedParameter($"w{i}", weight)])];
}
