using System.Collections.Concurrent;
using LibTorch.Stable;
using LibTorch.Unstable;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

/// <summary>The allocator under libtorch; its statistics are the process's, so nothing may run beside these.</summary>
[Collection(nameof(CpuAllocatorTests))]
[CollectionDefinition(nameof(CpuAllocatorTests), DisableParallelization = true)]
public class CpuAllocatorTests
{
    private const long MiB = 1 << 20;

    private static MemoryStatistics Now => CpuAllocator.Statistics;

    public CpuAllocatorTests() => FinalizedTensors.Free();

    [Theory]
    [InlineData(1, 512)]
    [InlineData(512, 512)]
    [InlineData(513, 1024)]
    [InlineData(5_000_000, 5_000_192)]
    public void A_block_counts_in_steps_of_512_bytes(long bytes, long counted)
    {
        CpuAllocator.EmptyCache();
        long before = Now.Allocated;
        using (Bytes(bytes))
            Assert.Equal(counted, Now.Allocated - before);
        Assert.Equal(before, Now.Allocated);
    }

    [Fact]
    public void The_peak_is_the_most_that_was_held_at_once()
    {
        CpuAllocator.ResetPeak();
        long before = Now.Allocated;
        Tensor a = Bytes(MiB);
        Tensor b = Bytes(MiB / 2);
        a.Dispose();
        Tensor c = Bytes(MiB);
        b.Dispose();
        c.Dispose();

        Assert.Equal(MiB * 3 / 2, Now.PeakAllocated - before);
        CpuAllocator.ResetPeak();
        Assert.Equal(before, Now.PeakAllocated);
    }

    [Fact]
    public void Freed_blocks_are_kept_and_used_again()
    {
        Bytes(30 * MiB).Dispose();
        MemoryStatistics before = Now;
        Bytes(30 * MiB).Dispose();

        Assert.Equal((before.SegmentCount, before.Reserved), (Now.SegmentCount, Now.Reserved));
    }

    [Fact]
    public void Emptying_the_cache_gives_back_what_no_tensor_holds()
    {
        using Tensor held = Bytes(40 * MiB);
        Bytes(50 * MiB).Dispose();
        long before = Now.Reserved;
        CpuAllocator.EmptyCache();

        Assert.InRange(Now.Reserved, 40 * MiB, before - (50 * MiB));
    }

    [Fact]
    public void Beyond_the_budget_an_allocation_fails_and_the_next_that_fits_succeeds()
    {
        using Budget budget = new();
        long limit = budget.Allow(64 * MiB);
        MemoryStatistics before = Now;
        Exception error = Assert.ThrowsAny<Exception>(() => Bytes(100 * MiB));
        DeviceOutOfMemoryException converted = DeviceOutOfMemoryException.From(error)!;

        Assert.StartsWith("CPU out of memory. Tried to allocate 100.00 MiB (budget ", converted.Message, StringComparison.Ordinal);
        Assert.Equal((100 * MiB, limit), (converted.Request!.Value.Bytes, converted.Request.Value.Budget));
        Assert.Equal(before.Allocated, converted.Request.Value.Allocated);

        // TorchSharp collects garbage and tries once more.
        Assert.Equal(before.OutOfMemoryCount + 2, Now.OutOfMemoryCount);
        Bytes(60 * MiB).Dispose();

        // 60 MiB are kept in the cache now; they have to make way.
        Bytes(62 * MiB).Dispose();
        Assert.True(Now.RetryCount > before.RetryCount);
    }

    [Fact]
    public void Fragments_between_blocks_in_use_do_not_eat_up_the_budget()
    {
        // Blocks of 5 MiB side by side, of which every other one is freed: holes that no larger block fits into.
        Tensor[] blocks = [.. Enumerable.Range(0, 32).Select(_ => Bytes(5 * MiB).fill_(0x5A))];
        for (int i = 0; i < blocks.Length; i += 2)
            blocks[i].Dispose();
        long allocated = Now.Allocated;
        using Budget budget = new();
        budget.Allow(72 * MiB);
        using (Bytes(64 * MiB).fill_(1))
        {
            Assert.InRange(Now.Reserved, Now.Allocated, allocated + (72 * MiB));
            for (int i = 1; i < blocks.Length; i += 2)
            {
                Assert.True(Holds(blocks[i], 0x5A));
                blocks[i].Dispose();
            }
        }

        CpuAllocator.EmptyCache();
        Assert.InRange(Now.Reserved - Now.Allocated, 0, 8 * MiB);
    }

    [Fact]
    public void A_recording_tells_every_block_and_the_mark_it_fell_under()
    {
        CpuAllocator.Mark(7);
        CpuAllocator.StartRecording();
        Tensor tensor = Bytes(1000);
        CpuAllocator.Mark(8);
        tensor.Dispose();
        MemoryEvent[] events = CpuAllocator.StopRecording();
        CpuAllocator.Mark(0);

        Assert.Equal([(0L, 7L), (1024L, 7L), (0L, 8L), (-1024L, 8L)], events.Select(e => (e.Bytes, e.Mark)));
        Assert.Equal(events.Select(e => e.Nanoseconds).Order(), events.Select(e => e.Nanoseconds));
        Assert.Equal([0L, 1024, 1024, 0], events.Select(e => e.Allocated - events[0].Allocated));
        Assert.Equal(events[1].Block, events[3].Block);
        Assert.Equal([0L, 0], events.Where(e => e.Bytes == 0).Select(e => e.Block));
    }

    [Fact]
    public void A_long_recording_is_complete()
    {
        CpuAllocator.StartRecording();
        for (int i = 0; i < 20_000; i++)
            Bytes(100).Dispose();

        Assert.Equal(40_001, CpuAllocator.StopRecording().Length);
        Bytes(100).Dispose();
        Assert.Empty(CpuAllocator.StopRecording());
    }

    [Fact]
    public void Random_traffic_never_overlaps_and_ends_where_it_began()
    {
        long before = Now.Allocated;
        Random random = new(1);
        List<(Tensor Tensor, byte Fill)> live = [];
        for (int step = 0; step < 3000; step++)
        {
            if (live.Count > 0 && random.Next(2) == 0)
            {
                int index = random.Next(live.Count);
                Assert.True(Holds(live[index].Tensor, live[index].Fill));
                live[index].Tensor.Dispose();
                live.RemoveAt(index);
            }
            else
            {
                long bytes = 1L << random.Next(20);
                byte fill = (byte)random.Next(256);
                live.Add((Bytes(bytes + random.NextInt64(bytes)).fill_(fill), fill));
            }
        }

        foreach ((Tensor tensor, byte fill) in live)
        {
            Assert.True(Holds(tensor, fill));
            tensor.Dispose();
        }

        Assert.Equal(before, Now.Allocated);
    }

    [Fact]
    public async Task Threads_allocate_at_once_and_free_each_others_blocks()
    {
        const int Threads = 8;
        long before = Now.Allocated;
        using BlockingCollection<(Tensor Tensor, byte Fill)> handed = new(64);
        Task[] freeing = [.. Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(Take, TaskCreationOptions.LongRunning))];
        Task[] making = [.. Enumerable.Range(0, Threads).Select(seed => Task.Factory.StartNew(() => Make(seed), TaskCreationOptions.LongRunning))];
        await Task.WhenAll(making);
        handed.CompleteAdding();
        await Task.WhenAll(freeing);

        Assert.Equal(before, Now.Allocated);

        void Make(int seed)
        {
            Random random = new(seed);
            for (int i = 0; i < 1000; i++)
            {
                byte fill = (byte)random.Next(256);
                handed.Add((Bytes(1 + (long)Math.Pow(2, random.NextDouble() * 20)).fill_(fill), fill));
                if (i % 200 == 0)
                    CpuAllocator.EmptyCache();
            }
        }

        void Take()
        {
            foreach ((Tensor tensor, byte fill) in handed.GetConsumingEnumerable())
            {
                Assert.True(Holds(tensor, fill));
                tensor.Dispose();
            }
        }
    }

    [Fact]
    public async Task Garbage_collections_go_on_while_threads_allocate()
    {
        long before = Now.Allocated;
        using CancellationTokenSource stop = new();
        Task[] making = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                // Left to the finalizer, which frees on a thread of its own.
                for (int bytes = 1000; !stop.IsCancellationRequested; bytes++)
                    Bytes(bytes);
            },
            TaskCreationOptions.LongRunning))];
        for (int i = 0; i < 50; i++)
            GC.Collect(i % 3);
        await stop.CancelAsync();
        await Task.WhenAll(making);
        FinalizedTensors.Free();

        Assert.Equal(before, Now.Allocated);
    }

    [Fact]
    public void Blocks_are_aligned_for_vector_instructions()
    {
        for (int bytes = 1; bytes < 3000; bytes += 77)
        {
            using Tensor tensor = Bytes(bytes);
            Assert.Equal(0, TensorMemory.Address(tensor) % 64);
        }
    }

    [Fact]
    public void Empty_tensors_take_nothing()
    {
        MemoryStatistics before = Now;
        using Tensor none = Bytes(0);

        Assert.Equal(before, Now);
    }

    [Fact]
    public void The_systems_allocator_can_take_its_place_and_tensors_of_both_live_on()
    {
        long before = Now.Allocated;
        using Tensor kept = Bytes(1000);
        Tensor other;
        CpuAllocator.Bypassed = true;
        try
        {
            other = Bytes(5000);
            Assert.Equal(1024, Now.Allocated - before);
        }
        finally
        {
            CpuAllocator.Bypassed = false;
        }

        Assert.True(Holds(other.fill_(2), 2));
        other.Dispose();
        Assert.Equal(1024, Now.Allocated - before);
    }

    [Fact]
    public void A_budget_is_no_negative_number() => Assert.Throws<ArgumentOutOfRangeException>(() => CpuAllocator.Budget = -1);

    private static Tensor Bytes(long bytes) => empty(bytes, uint8).DetachFromDisposeScope();

    private static unsafe bool Holds(Tensor tensor, byte fill)
    {
        bool holds = new ReadOnlySpan<byte>((void*)TensorMemory.Address(tensor), (int)tensor.numel()).IndexOfAnyExcept(fill) < 0;
        GC.KeepAlive(tensor);
        return holds;
    }
}
