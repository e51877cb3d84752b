using LibTorch.Stable;
using LibTorch.Unstable;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

/// <summary>Running out of memory anywhere in a training step: an error, and nothing left behind.</summary>
[Collection(nameof(CpuAllocatorTests))]
public class OutOfMemoryTests
{
    private static readonly Operator Contiguous = new("aten::contiguous");

    public OutOfMemoryTests() => FinalizedTensors.Free();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_step_fails_at_any_point_and_training_goes_on(bool checkpointed)
    {
        using SmallTraining training = new(checkpointed);
        training.Step();
        training.Step();
        double expected = training.Loss();
        FinalizedTensors.Free();
        long live = CpuAllocator.Statistics.Allocated;
        HashSet<(string Phase, long Bytes, long Allocated)> failures = [];
        foreach (bool limitsForward in (bool[])[true, false])
        {
            long more = 0;
            while (!Completes(training, failures, limitsForward, more, live))
                more += 5 * BlockHeap.Granule;
        }

        string[] phases = checkpointed ? ["backward", "forward", "recomputation"] : ["backward", "forward"];
        Assert.Equal(phases, failures.Select(failure => failure.Phase).Distinct().Order());
        Assert.True(failures.Count >= 6, $"only {string.Join(", ", failures)} failed");
        Assert.Equal(expected, training.Loss());
        training.Step();
        Assert.NotEqual(expected, training.Loss());
        FinalizedTensors.Free();
        Assert.Equal(live, CpuAllocator.Statistics.Allocated);
    }

    // The limit holds from the beginning, or for the backward pass alone.
    private static bool Completes(SmallTraining training, HashSet<(string, long, long)> failures, bool limitsForward, long more, long live)
    {
        bool completed = false;
        try
        {
            using Budget budget = new();
            budget.Allow(limitsForward ? more : 1 << 30);
            training.Forward();
            if (!limitsForward)
                budget.Allow(more);
            training.Backward();
            completed = true;
        }
        catch (Exception exception) when (DeviceOutOfMemoryException.From(exception) is { } failure)
        {
            failures.Add((training.Phase, failure.Request!.Value.Bytes, more));
        }

        training.DropGradients();
        FinalizedTensors.Free();
        Assert.Equal((live, 0), (CpuAllocator.Statistics.Allocated, GraphNode.Alive));
        return completed;
    }

    [Fact]
    public void The_fused_optimizer_needs_no_memory()
    {
        using SmallTraining training = new(checkpointed: false);
        training.Step();
        training.Forward();
        training.Backward();
        using (Budget budget = new())
        {
            budget.Allow(0);
            long refused = CpuAllocator.Statistics.OutOfMemoryCount;
            training.Update();
            Assert.Equal(refused, CpuAllocator.Statistics.OutOfMemoryCount);
        }

        training.DropGradients();
    }

    [Fact]
    public void An_operator_that_is_called_by_name_tells_its_lack_of_memory_too()
    {
        using Tensor images = zeros(4, 3, 512, 512).DetachFromDisposeScope();
        using (Budget budget = new())
        {
            budget.Allow(1 << 20);
            DeviceOutOfMemoryException failure = Assert.Throws<DeviceOutOfMemoryException>(() => Contiguous.Tensor(images, 2));
            Assert.Equal(12 << 20, failure.Request!.Value.Bytes);
        }

        Contiguous.Tensor(images, 2).Dispose();
    }

    [Fact]
    public async Task Threads_that_fail_at_once_each_hear_of_their_own_request()
    {
        using Budget budget = new();
        budget.Allow(8 << 20);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(thread => Task.Run(() =>
        {
            for (int i = 1; i <= 8; i++)
            {
                long bytes = (100L << 20) + (thread * 1000) + i;
                Exception failure = Assert.ThrowsAny<Exception>(() => empty(bytes, uint8));
                Assert.Equal(bytes, DeviceOutOfMemoryException.From(failure)!.Request!.Value.Bytes);
            }
        })));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), "wrong shape", false)]
    [InlineData(typeof(System.Runtime.InteropServices.ExternalException), "mat1 and mat2 shapes cannot be multiplied", false)]
    [InlineData(typeof(System.Runtime.InteropServices.ExternalException), "CUDA out of memory. Tried to allocate 2.00 GiB.\nframe #0: x", true)]
    [InlineData(typeof(OutOfMemoryException), "Array dimensions exceeded supported range.", true)]
    public void Errors_of_memory_are_distinguished_from_others(Type type, string message, bool memory)
    {
        Exception exception = (Exception)Activator.CreateInstance(type, message)!;
        DeviceOutOfMemoryException? converted = DeviceOutOfMemoryException.From(exception);

        Assert.Equal(memory, converted is not null);
        Assert.Equal(memory ? message.Split('\n')[0] : null, converted?.Message);
        Assert.Equal(memory, DeviceOutOfMemoryException.From(new InvalidOperationException("outer", exception)) is not null);
        Assert.Equal(memory, DeviceOutOfMemoryException.From(new AggregateException(new IOException("first"), exception)) is not null);
    }
}
