using CsCheck;
using LibTorch.Unstable;

namespace LibTorch.Tests.Unstable;

/// <summary>The allocator without libtorch and without memory: its books against a model.</summary>
public class CachingAllocatorTests
{
    private const long MiB = 1 << 20;

    private static readonly Gen<long> Sizes = Gen.Frequency(
        (8, Gen.Long[1, 4096]),
        (6, Gen.Long[1, MiB]),
        (2, Gen.Long[MiB - 600, MiB + 600]),
        (6, Gen.Long[MiB, 12 * MiB]),
        (2, Gen.Long[(10 * MiB) - 600, (10 * MiB) + 600]),
        (2, Gen.Long[10 * MiB, 100 * MiB]),
        (1, Gen.OneOf(0L, -1L, long.MinValue, long.MaxValue, 1L << 46, (1L << 46) + 1)));

    [Fact]
    public void Every_sequence_of_calls_keeps_the_rules()
    {
        Gen<Action<AllocatorModel>> step = Gen.Frequency(
            (12, Sizes.Select(bytes => (Action<AllocatorModel>)(model => model.Allocate(bytes)))),
            (10, Gen.Int[0, int.MaxValue].Select(Free)),
            (1, Gen.Const((Action<AllocatorModel>)(model => model.EmptyCache()))),
            (1, Gen.Const((Action<AllocatorModel>)(model => model.ResetPeak()))),
            (1, Gen.Bool.Select(refuse => (Action<AllocatorModel>)(model => model.Pages.RefuseToUnmap = refuse))),
            (1, Gen.Long[1, 200 * MiB].Select(bytes => (Action<AllocatorModel>)(model => model.SetBudget(bytes)))),
            (1, Gen.Const((Action<AllocatorModel>)(model => model.SetBudget(0)))),
            (1, Gen.Long[0, 400 * MiB].Select(bytes => (Action<AllocatorModel>)(model => model.Pages.Capacity = bytes))),
            (1, Gen.Const((Action<AllocatorModel>)(model => model.Pages.Capacity = long.MaxValue))));
        step.Array[1, 120].Sample(
            steps =>
            {
                AllocatorModel model = new();
                foreach (Action<AllocatorModel> take in steps)
                    take(model);
            },
            iter: 2000, threads: 1);
    }

    [Fact]
    public void After_everything_is_freed_the_cache_empties_completely() => Sizes.Where(bytes => bytes is > 0 and <= 100 * MiB).Array[1, 60].Sample(
        sizes =>
        {
            AllocatorModel model = new();
            nint[] blocks = [.. sizes.Select(model.Allocate)];
            new Random(sizes.Length).Shuffle(blocks);
            foreach (nint block in blocks)
                model.Free(block);
            model.EmptyCache();
            Assert.Equal(0, model.Pages.Mapped);
            Assert.Equal(0, model.Allocator.Statistics.Reserved);
        },
        iter: 300, threads: 1);

    [Theory]
    [InlineData(1, 512, 2 * MiB)]
    [InlineData(512, 512, 2 * MiB)]
    [InlineData(513, 1024, 2 * MiB)]
    [InlineData(MiB, MiB, 2 * MiB)]
    [InlineData(MiB + 1, MiB + 512, 20 * MiB)]
    [InlineData((10 * MiB) - 512, (10 * MiB) - 512, 20 * MiB)]
    [InlineData(10 * MiB, 10 * MiB, 10 * MiB)]
    [InlineData((11 * MiB) + 1, 12 * MiB, 12 * MiB)]
    public void Sizes_are_those_of_CUDAs_caching_allocator(long bytes, long block, long segment)
    {
        CachingAllocator allocator = new(new FakePages());
        allocator.Allocate(bytes, out _);

        Assert.Equal((block, segment), (allocator.Statistics.Allocated, allocator.Statistics.Reserved));
    }

    [Fact]
    public void A_rest_of_one_mebibyte_stays_with_its_large_block()
    {
        CachingAllocator allocator = new(new FakePages());
        allocator.Allocate(9 * MiB, out _);
        allocator.Allocate(10 * MiB, out _);

        Assert.Equal((20 * MiB, 20 * MiB), (allocator.Statistics.Allocated, allocator.Statistics.Reserved));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Bookkeeping_grows_in_time(int first)
    {
        CachingAllocator allocator = new(new FakePages());
        for (int i = 0; i < first; i++)
            Assert.NotEqual(0, allocator.Allocate(20 * MiB, out _));

        // By turns a segment of two blocks and one block more.
        for (int i = 0; i < 1000; i++)
            Assert.NotEqual(0, allocator.Allocate(9 * MiB, out _));
        Assert.Equal(first + 1000, allocator.Snapshot().Values.Count(block => block.InUse));
    }

    [Fact]
    public void A_failed_request_is_described_until_sixty_four_others_have_failed()
    {
        CachingAllocator allocator = new(new FakePages()) { Budget = 30 * MiB };
        allocator.Allocate(3 * MiB, out _);
        Assert.Equal(0, allocator.Allocate(100 * MiB, out long first));
        Assert.Equal(new FailedRequest(100 * MiB, 30 * MiB, 3 * MiB, 3 * MiB), allocator.Failure(first));
        Assert.Equal(
            "CPU out of memory. Tried to allocate 100.00 MiB (budget 30.00 MiB; 3.00 MiB allocated; 3.00 MiB reserved)",
            allocator.Failure(first).ToString());
        Assert.Null(allocator.Failure(first + 1));
        Assert.Null(allocator.Failure(0));
        for (int i = 0; i < 64; i++)
            allocator.Allocate(200 * MiB, out _);
        Assert.Null(allocator.Failure(first));
    }

    [Fact]
    public void Cached_memory_makes_way_before_a_request_fails()
    {
        FakePages pages = new();
        CachingAllocator allocator = new(pages) { Budget = 64 * MiB };
        allocator.Free(allocator.Allocate(60 * MiB, out _));

        Assert.NotEqual(0, allocator.Allocate(62 * MiB, out _));
        Assert.Equal((1, 0), (allocator.Statistics.RetryCount, allocator.Statistics.OutOfMemoryCount));
        Assert.Equal(62 * MiB, pages.Mapped);
    }

    [Fact]
    public void Steps_of_training_that_repeat_take_no_new_segment()
    {
        CachingAllocator allocator = new(new FakePages());
        Random random = new(1);
        long[] sizes = [.. Enumerable.Range(0, 400).Select(_ => 1 + (long)Math.Pow(2, random.NextDouble() * 25))];
        for (int i = 0; i < 3; i++)
            Step();
        MemoryStatistics first = allocator.Statistics;
        for (int i = 0; i < 20; i++)
            Step();

        Assert.Equal(first.SegmentCount, allocator.Statistics.SegmentCount);
        Assert.Equal(first.AllocatedBytes.Peak, allocator.Statistics.PeakAllocated);
        Assert.Equal(0, allocator.Statistics.Allocated);

        void Step()
        {
            Stack<nint> activations = new(sizes.Select(bytes => allocator.Allocate(bytes, out _)));
            while (activations.TryPop(out nint block))
                allocator.Free(block);
        }
    }

    [Fact]
    public void Tens_of_thousands_of_blocks_live_at_once()
    {
        FakePages pages = new();
        CachingAllocator allocator = new(pages);
        Random random = new(1);
        List<nint> live = [];
        for (int i = 0; i < 60_000; i++)
        {
            if (random.Next(4) == 0 && live.Count > 0)
            {
                int index = random.Next(live.Count);
                Assert.True(allocator.Free(live[index]));
                live[index] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            else
            {
                live.Add(allocator.Allocate(random.Next(1, 5000), out _));
            }
        }

        Assert.Equal(live.Count, live.Distinct().Count());
        Assert.Equal(live.Order(), allocator.Snapshot().Values.Where(block => block.InUse).Select(block => block.Address).Order());
        Assert.All(live, block => Assert.True(allocator.Free(block)));
        Assert.Equal((0, 0), (allocator.Statistics.Allocated, allocator.Statistics.Blocks.Current));
        allocator.EmptyCache();
        Assert.Equal(0, pages.Mapped);
    }

    [Fact]
    public void Calls_allocate_nothing_on_the_managed_heap()
    {
        CachingAllocator allocator = new(new FakePages());
        nint kept = allocator.Allocate(100, out _);
        Traffic();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Traffic();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        allocator.Free(kept);

        void Traffic()
        {
            for (int i = 1; i < 1000; i++)
                allocator.Free(allocator.Allocate(i * 700, out _));
        }
    }

    private static Action<AllocatorModel> Free(int choice) => model =>
    {
        if (model.Live.Count > 0)
            model.Free(model.Live.ElementAt(choice % model.Live.Count));
    };
}
