using Schemes.Distributed;
using Schemes.Memory;
using Schemes.Tests.Distributed;
using Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.Zero;

/// <summary>Exact bytes of the CPU's allocator, which counts in steps of 512; nothing may run beside it.</summary>
[Collection(nameof(ZeroMemoryTests))]
[CollectionDefinition(nameof(ZeroMemoryTests), DisableParallelization = true)]
public class ZeroMemoryTests
{
    // 1280 weights and a padded bias of 8 in float32: 5152 bytes.
    private const long LastUnit = 5632;

    public ZeroMemoryTests() => DeviceMemory.FreeUnreferenced();

    private static long Allocated => DeviceMemory.Statistics(CPU).Allocated;

    [Fact]
    public void Parameters_hold_memory_only_while_their_unit_runs()
    {
        using DisposeScope scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Single();
        using SegmentedTraining training = new(ZeroOptimizerTests.Options(3, Offload.Parameters), group, "sgd");
        using Tensor input = ones([4, 16, 4, 4]);
        IEnumerable<Parameter> parameters = training.Network.Parameters.Values;
        Assert.All(parameters, parameter => Assert.Equal(0, parameter.numel()));
        long before = Allocated;
        long inside = 0;

        using Schemes.Zero.ZeroPass pass = training.Zero!.BeginPass();
        using Tensor output = training.Zero.Run(
            3,
            inputs =>
            {
                inside = Allocated;
                Assert.Equal([5, 256], training.Network.Parameters["3.weight"].shape);
                return training.Network.Segments[3](inputs);
            },
            [input])[0];

        // Only the output stays, though its graph has saved the transposed weight.
        Assert.Equal(before + LastUnit, inside);
        Assert.Equal(before + 512, Allocated);
        Assert.All(parameters, parameter => Assert.Equal(0, parameter.numel()));

        using (Tensor loss = output.sum())
            loss.Backward();
        pass.Complete();

        // And the gradients of the unit, which alone are the whole: 5152 bytes in one buffer.
        Assert.Equal(before + 512 + LastUnit, Allocated);
        Assert.All(parameters, parameter => Assert.Equal(0, parameter.numel()));
    }

    [GlooFact]
    public void Two_ranks_hold_half_of_the_parameters_each()
    {
        long[] sums = Ranks.Run(2, group =>
        {
            group.Barrier();
            long before = Allocated;
            group.Barrier();
            using SegmentedTraining training = new(ZeroOptimizerTests.Options(3), group, "sgd");
            group.Barrier();
            long after = Allocated;
            group.Barrier();
            return after - before;
        });

        // Each 448, 2336 and 2592 bytes, rounded up; a whole network would take 896 + 512, 512 + 4608, 5120 + 512.
        Assert.All(sums, sum => Assert.Equal(2 * (512 + 2560 + 3072), sum));
    }

    [Fact]
    public void Two_hundred_steps_leave_no_tensor_and_no_byte_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Single();
        using SegmentedTraining training = new(ZeroOptimizerTests.Options(3, Offload.Parameters, autocast: true), group, "adamw", autocast: true);
        (Tensor images, Tensor wanted) batch = SegmentedNetwork.Batch(1);
        long tensors = 0, bytes = 0;
        for (int step = 0; step < 203; step++)
        {
            if (step == 3)
                (tensors, bytes) = (Tensor.TotalCount, Allocated);
            using DisposeScope ofStep = NewDisposeScope();
            training.Accumulate(batch);
            training.Update();
        }

        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Equal(bytes, Allocated);
    }
}
