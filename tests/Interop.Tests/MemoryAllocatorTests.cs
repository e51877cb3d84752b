using System.Runtime.InteropServices;
using Interop;
using Support;

namespace Interop.Tests;

/// <summary>The CPU's caching allocator; its statistics are the process's, so nothing may run beside these.</summary>
[Collection(nameof(MemoryAllocatorTests))]
[CollectionDefinition(nameof(MemoryAllocatorTests), DisableParallelization = true)]
public class MemoryAllocatorTests
{
    private const int Float = 6;
    private const int Byte = 0;
    private static readonly Operator Empty = Operator.Named("aten::empty", "memory_format");

    private static MemoryStatistics Now => MemoryAllocator.Statistics(0, 0);

    public MemoryAllocatorTests() => Finalizers.RunNow();

    [Theory]
    [InlineData(1, 512)]
    [InlineData(512, 512)]
    [InlineData(513, 1024)]
    [InlineData(5_000_000, 5_000_192)]
    public void A_block_counts_in_steps_of_512_bytes(long bytes, long counted)
    {
        long before = Now.Allocated;
        nint tensor = Bytes(bytes);

        Assert.Equal(counted, Now.Allocated - before);
        TensorHandle.Free(tensor);
        Assert.Equal(before, Now.Allocated);
    }

    [Fact]
    public void The_peak_is_the_most_that_was_held_at_once()
    {
        MemoryAllocator.ResetPeak(0, 0);
        long before = Now.Allocated;
        nint a = Bytes(1 << 20);
        nint b = Bytes(2 << 20);
        TensorHandle.Free(a);
        nint c = Bytes(1 << 20);
        TensorHandle.Free(b);
        TensorHandle.Free(c);

        Assert.Equal(3 << 20, Now.PeakAllocated - before);
        MemoryAllocator.ResetPeak(0, 0);
        Assert.Equal(before, Now.PeakAllocated);
    }

    [Fact]
    public void Freed_blocks_are_kept_and_used_again()
    {
        TensorHandle.Free(Bytes(30 << 20));
        MemoryStatistics before = Now;
        TensorHandle.Free(Bytes(30 << 20));

        Assert.Equal(before.Segments, Now.Segments);
        Assert.Equal(before.Reserved, Now.Reserved);
    }

    [Fact]
    public void Emptying_the_cache_gives_back_what_no_tensor_holds()
    {
        nint held = Bytes(40 << 20);
        TensorHandle.Free(Bytes(50 << 20));
        long before = Now.Reserved;
        MemoryAllocator.EmptyCache(0, 0);

        Assert.True(Now.Reserved <= before - (50 << 20));
        Assert.True(Now.Reserved >= 40 << 20);
        TensorHandle.Free(held);
    }

    [Fact]
    public void Beyond_the_budget_an_allocation_fails_and_the_next_that_fits_succeeds()
    {
        MemoryAllocator.EmptyCache(0, 0);
        long refused = Now.OutOfMemoryCount;
        MemoryAllocator.SetCpuBudget(Now.Reserved + (64 << 20));
        try
        {
            ExternalException error = Assert.Throws<ExternalException>(() => Bytes(100 << 20));
            Assert.Contains("out of memory. Tried to allocate 100.00 MiB", error.Message, StringComparison.Ordinal);
            Assert.Equal(refused + 1, Now.OutOfMemoryCount);
            TensorHandle.Free(Bytes(60 << 20));

            // 60 MiB are kept in the cache now; they have to make way.
            TensorHandle.Free(Bytes(62 << 20));
        }
        finally
        {
            MemoryAllocator.SetCpuBudget(0);
        }
    }

    [Fact]
    public void Fragments_between_blocks_in_use_do_not_eat_up_the_budget()
    {
        MemoryAllocator.EmptyCache(0, 0);

        // Blocks of 5 MiB side by side, of which every other one is freed: holes that no larger block fits into.
        nint[] blocks = [.. Enumerable.Range(0, 32).Select(_ => Bytes(5 << 20))];
        foreach (nint handle in blocks)
            Span(handle, 5 << 20).Fill(0x5A);
        for (int i = 0; i < blocks.Length; i += 2)
            TensorHandle.Free(blocks[i]);
        long allocated = Now.Allocated;
        MemoryAllocator.SetCpuBudget(allocated + (72 << 20));
        try
        {
            nint large = Bytes(64 << 20);
            Span(large, 64 << 20).Fill(1);
            Assert.InRange(Now.Reserved, Now.Allocated, allocated + (72 << 20));
            for (int i = 1; i < blocks.Length; i += 2)
            {
                Verify((blocks[i], 5 << 20, 0x5A));
                TensorHandle.Free(blocks[i]);
            }

            TensorHandle.Free(large);
            MemoryAllocator.EmptyCache(0, 0);
            Assert.InRange(Now.Reserved - Now.Allocated, 0, 8 << 20);
        }
        finally
        {
            MemoryAllocator.SetCpuBudget(0);
        }
    }

    [Fact]
    public void A_recording_tells_every_block_and_the_mark_it_fell_under()
    {
        MemoryAllocator.Mark(7);
        MemoryAllocator.Record(true);
        nint tensor = Bytes(1000);
        MemoryAllocator.Mark(8);
        TensorHandle.Free(tensor);
        MemoryAllocator.Record(false);
        MemoryAllocator.Mark(0);

        MemoryEvent[] events = MemoryAllocator.Events();
        Assert.Equal([(0L, 7L), (1024L, 7L), (0L, 8L), (-1024L, 8L)], events.Select(e => (e.Bytes, e.Mark)));
        Assert.Equal(events.Select(e => e.Nanoseconds).Order(), events.Select(e => e.Nanoseconds));
        Assert.Equal([0, 1024, 1024, 0], events.Select(e => e.Allocated - events[0].Allocated));
        Assert.Equal(events[1].Block, events[3].Block);
        Assert.Equal([0, 0], events.Where(e => e.Bytes == 0).Select(e => e.Block));
    }

    [Fact]
    public void Random_traffic_never_overlaps_and_ends_where_it_began()
    {
        long before = Now.Allocated;
        Random random = new(1);
        List<(nint Handle, long Bytes, byte Fill)> live = [];
        for (int step = 0; step < 5000; step++)
        {
            if (live.Count > 0 && random.Next(2) == 0)
            {
                int index = random.Next(live.Count);
                Verify(live[index]);
                TensorHandle.Free(live[index].Handle);
                live.RemoveAt(index);
            }
            else
            {
                long bytes = 1L << random.Next(22);
                bytes += random.NextInt64(bytes);
                byte fill = (byte)random.Next(256);
                nint handle = Bytes(bytes);
                Span(handle, bytes).Fill(fill);
                live.Add((handle, bytes, fill));
            }
        }

        foreach (var block in live)
        {
            Verify(block);
            TensorHandle.Free(block.Handle);
        }

        Assert.Equal(before, Now.Allocated);
    }

    private static void Verify((nint Handle, long Bytes, byte Fill) block) =>
        Assert.Equal(-1, Span(block.Handle, block.Bytes).IndexOfAnyExcept(block.Fill));

    private static unsafe Span<byte> Span(nint handle, long bytes) => new((void*)TensorHandle.Data(handle), (int)bytes);

    private static nint Bytes(long bytes) => Empty.Tensor(new long[] { bytes }, Byte);

    [Fact]
    public void Blocks_are_aligned_for_vector_instructions()
    {
        nint tensor = TensorHandle.FromMemory([1f], Float, [1]);

        Assert.Equal(0, TensorHandle.Data(tensor) % 64);
        TensorHandle.Free(tensor);
    }
}
