using Schemes.Checkpointing;
using Schemes.Memory;
using Support;
using static TorchSharp.torch;

namespace Schemes.Tests.Memory;

/// <summary>The allocator is the process's, so nothing may run beside these.</summary>
[Collection(nameof(MemoryRecorderTests))]
[CollectionDefinition(nameof(MemoryRecorderTests), DisableParallelization = true)]
public class MemoryRecorderTests
{
    private const long Block = 1 << 20;

    public MemoryRecorderTests() => DeviceMemory.FreeUnreferenced();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_peak_is_the_allocators_to_the_byte_and_says_what_was_going_on(bool sampled)
    {
        long before = DeviceMemory.Statistics(CPU).Allocated;
        DeviceMemory.ResetPeak(CPU);
        using MemoryRecorder recorder = Start(sampled);
        recorder.BeginPhase("first");
        Tensor kept = Bytes(3);
        recorder.BeginPhase("second");
        recorder.Enter(4, ModulePass.Forward);
        Bytes(5).Dispose();
        Tensor small = Bytes(1);
        recorder.Leave();
        kept.Dispose();
        small.Dispose();
        MemoryRecording recording = recorder.Stop();

        if (!sampled)
            Assert.Equal(DeviceMemory.Statistics(CPU).PeakAllocated, recording.Peak.AllocatedBytes);
        Assert.Equal(before, recording.InitialBytes);
        Assert.Equal(before + (8 * Block), recording.Peak.AllocatedBytes);
        Assert.Equal(new MemoryMark("second", 4, ModulePass.Forward), recording.Peak.Mark);
        Assert.Equal(recording.InitialBytes, recording.Samples[^1].AllocatedBytes);
        Assert.Equal(recording.Samples.Select(sample => sample.Time).Order(), recording.Samples.Select(sample => sample.Time));
    }

    [Fact]
    public void Kept_memory_counts_for_the_module_that_allocated_it()
    {
        Tensor before = Bytes(7);
        using MemoryRecorder recorder = MemoryRecorder.Start(CPU);
        recorder.BeginPhase("forward");
        Tensor input = Bytes(2);
        recorder.Enter(0, ModulePass.Forward);
        Tensor first = Bytes(3);
        Tensor passing = Bytes(1);
        recorder.Leave();
        recorder.Enter(1, ModulePass.Forward);
        Tensor second = Bytes(4);
        passing.Dispose();
        before.Dispose();
        recorder.Leave();
        recorder.BeginPhase("backward");
        first.Dispose();
        recorder.Enter(1, ModulePass.Forward);
        Tensor later = Bytes(6);
        MemoryRecording recording = recorder.Stop();

        IReadOnlyDictionary<MemoryMark, long> kept = recording.KeptAtEndOf("forward");
        Assert.Equal(3, kept.Count);
        Assert.Equal(2 * Block, kept[new MemoryMark("forward")]);
        Assert.Equal(3 * Block, kept[new MemoryMark("forward", 0, ModulePass.Forward)]);
        Assert.Equal(4 * Block, kept[new MemoryMark("forward", 1, ModulePass.Forward)]);
        Assert.Throws<ArgumentException>(() => recording.KeptAtEndOf("loss"));
        foreach (Tensor tensor in new[] { input, second, later })
            tensor.Dispose();
    }

    [Fact]
    public void Kept_memory_is_the_growth_if_only_statistics_are_read()
    {
        using MemoryRecorder recorder = MemoryRecorder.StartSampling(CPU);
        recorder.BeginPhase("forward");
        recorder.Enter(0, ModulePass.Forward);
        Tensor kept = Bytes(3);
        Bytes(9).Dispose();
        recorder.Leave();
        recorder.Enter(1, ModulePass.Forward);
        recorder.Leave();
        recorder.BeginPhase("backward");
        kept.Dispose();

        Assert.Equal([KeyValuePair.Create(new MemoryMark("forward", 0, ModulePass.Forward), 3 * Block)], recorder.Stop().KeptAtEndOf("forward"));
    }

    [Fact]
    public void One_recorder_is_at_work_at_a_time()
    {
        using (MemoryRecorder recorder = MemoryRecorder.Start(CPU))
        {
            Assert.Throws<InvalidOperationException>(() => MemoryRecorder.Start(CPU));
            recorder.Stop();
            Assert.Throws<ObjectDisposedException>(recorder.Stop);

            // A graph that outlives the recording may still tell of its gradients.
            recorder.Enter(1, ModulePass.Backward);
        }

        MemoryRecorder.Start(CPU).Dispose();
        using MemoryRecorder last = MemoryRecorder.Start(CPU);
        Assert.Single(last.Stop().Samples);
    }

    [Fact]
    public void The_backward_pass_of_a_checkpointed_segment_holds_neither_its_outputs_nor_their_gradients()
    {
        const int Elements = (int)(Block / sizeof(float));
        long before = DeviceMemory.Statistics(CPU).Allocated;
        long reached = 0;
        using Tensor input = rand(Elements, requires_grad: true);
        Tensor loss;
        using (NewDisposeScope())
        {
            Tensor[] outputs = ActivationCheckpoint.Run(
                inputs =>
                {
                    Tensor first = inputs[0].sin();
                    if (first.requires_grad)
                        first = first.WhenReached(() => reached = DeviceMemory.Statistics(CPU).Allocated - before);
                    return [first.sin()];
                },
                [input]);
            loss = outputs[0].mul(2).sum().MoveToOuterDisposeScope();
        }

        loss.Backward();
        loss.Dispose();

        // The input and the gradient that has just been computed; beside them scalars and random states, and what threads of
        // the process free meanwhile. An output or its gradient would be a block.
        Assert.InRange(reached, (2 * Block) - (Block / 4), (2 * Block) + (Block / 4));
    }

    private static MemoryRecorder Start(bool sampled) => sampled ? MemoryRecorder.StartSampling(CPU) : MemoryRecorder.Start(CPU);

    private static Tensor Bytes(int blocks) => empty(blocks * Block, dtype: ScalarType.Byte);
}
