using LibTorch.Unstable;

namespace LibTorch.Tests.Unstable;

/// <summary>The rules of CUDA's caching allocator in their plainest form, checked against the allocator after every call.</summary>
internal sealed class AllocatorModel
{
    private readonly Dictionary<nint, (long Asked, long Size)> _live = [];
    private MemoryStat _allocated;
    private MemoryStat _reserved;
    private MemoryStat _blocks;
    private long _failures;

    public AllocatorModel() => Allocator = new CachingAllocator(Pages);

    public FakePages Pages { get; } = new();

    public CachingAllocator Allocator { get; }

    public IReadOnlyCollection<nint> Live => _live.Keys;

    public nint Allocate(long bytes)
    {
        Dictionary<int, Block> before = Allocator.Snapshot();
        MemoryStatistics statistics = Allocator.Statistics;
        nint address = Allocator.Allocate(bytes, out long failure);
        if (Allocator.Budget > 0 && Allocator.Statistics.Reserved > statistics.Reserved)
            Assert.InRange(Allocator.Statistics.Reserved, 0, Allocator.Budget);
        Assert.Equal(address == 0, failure != 0);
        if (address == 0)
        {
            _failures++;
            Assert.Equal(bytes, Allocator.Failure(failure)!.Value.Bytes);
            AssertExhausted(before, bytes);
        }
        else
        {
            long rounded = Rounded(bytes);
            Block block = Allocator.Snapshot().Values.Single(b => b.Address == address);
            Assert.InRange(block.Size - rounded, 0, rounded <= BlockHeap.SmallLimit ? 0 : BlockHeap.SmallLimit);
            AssertBestFit(before, address, rounded, Allocator.Statistics.SegmentCount - statistics.SegmentCount);
            _live.Add(address, (bytes, block.Size));
            _allocated = _allocated.Plus(block.Size);
            _blocks = _blocks.Plus(1);
        }

        Verify();
        return address;
    }

    public void Free(nint address)
    {
        Assert.True(Allocator.Free(address));
        _allocated = _allocated.Minus(_live[address].Size);
        _blocks = _blocks.Minus(1);
        _live.Remove(address);
        Verify();
        Assert.False(Allocator.Free(address));
    }

    public void EmptyCache()
    {
        Allocator.EmptyCache();
        Verify();
        if (!Pages.RefuseToUnmap)
            Assert.Equal(0, Releasable(Allocator.Snapshot()));
    }

    public void SetBudget(long bytes)
    {
        Allocator.Budget = bytes;
        Verify();
        if (bytes > 0 && Allocator.Statistics.Reserved > bytes && !Pages.RefuseToUnmap)
            Assert.Equal(0, Releasable(Allocator.Snapshot()));
    }

    public void ResetPeak()
    {
        Allocator.ResetPeak();
        (_allocated, _reserved, _blocks) = (_allocated.WithPeakReset(), _reserved.WithPeakReset(), _blocks.WithPeakReset());
        Verify();
    }

    private static long Rounded(long bytes) => (bytes + 511) / 512 * 512;

    private static IEnumerable<Block> Free(Dictionary<int, Block> blocks, bool small) => blocks.Values.Where(b => !b.InUse && b.Small == small);

    // Whole granules of free blocks.
    private static long Releasable(Dictionary<int, Block> blocks) => blocks.Values.Where(b => !b.InUse).Sum(b => Math.Max(
        0, ((b.Address + b.Size) / BlockHeap.Granule * BlockHeap.Granule) - ((b.Address + BlockHeap.Granule - 1) / BlockHeap.Granule * BlockHeap.Granule)));

    private static void AssertBestFit(Dictionary<int, Block> before, nint address, long rounded, long newSegments)
    {
        Block[] fitting = [.. Free(before, rounded <= BlockHeap.SmallLimit).Where(b => b.Size >= rounded)];
        Assert.Equal(fitting.Length == 0, newSegments == 1);
        if (fitting.Length > 0)
            Assert.Equal(fitting.MinBy(b => (b.Size, b.Address)).Address, address);
    }

    // A request fails only where no free block fits and all that could be given back would not have made way for it.
    private void AssertExhausted(Dictionary<int, Block> before, long bytes)
    {
        if (bytes is <= 0 or > 1L << 46)
            return;
        long rounded = Rounded(bytes);
        Assert.DoesNotContain(Free(before, rounded <= BlockHeap.SmallLimit), b => b.Size >= rounded);
        long least = (rounded + BlockHeap.Granule - 1) / BlockHeap.Granule * BlockHeap.Granule;
        long kept = before.Values.Sum(b => b.Size) - (Pages.RefuseToUnmap ? 0 : Releasable(before));
        long budget = Allocator.Budget;
        Assert.True((budget > 0 && kept + least > budget) || kept + SegmentSize(rounded) > Pages.Capacity);
    }

    private static long SegmentSize(long rounded) =>
        rounded <= 1 << 20 ? 2 << 20 : rounded < 10 << 20 ? 20 << 20 : (rounded + (2 << 20) - 1) / (2 << 20) * (2 << 20);

    private void Verify()
    {
        Dictionary<int, Block> blocks = Allocator.Snapshot();
        MemoryStatistics statistics = Allocator.Statistics;
        KeyValuePair<int, Block>[] ordered = [.. blocks.OrderBy(pair => pair.Value.Address)];
        foreach ((int number, Block block) in blocks)
        {
            Assert.True(block.Address % 512 == 0 && block.Size % 512 == 0 && block.Size > 0);
            Pages.AssertMapped(block.Address, block.Size);
            Assert.Equal(block.InUse, _live.TryGetValue(block.Address, out var live));
            Assert.True(!block.InUse || (live.Size == block.Size && live.Asked <= block.Size));
            Assert.True(block.Previous == 0 || blocks[block.Previous].Next == number, "a neighbour does not know this block");
            if (block.Next == 0)
                continue;
            Block next = blocks[block.Next];
            Assert.Equal((number, block.Address + block.Size, block.Small), (next.Previous, next.Address, next.Small));
            Assert.True(block.InUse || next.InUse, "neighbours that are both free were not merged");
        }

        for (int i = 1; i < ordered.Length; i++)
        {
            Block before = ordered[i - 1].Value;
            long gap = ordered[i].Value.Address - before.Address - before.Size;
            Assert.True(gap >= 0, "blocks overlap");
            Assert.Equal(gap == 0 ? ordered[i].Key : 0, before.Next);
        }

        Assert.Equal(_live.Count, blocks.Values.Count(b => b.InUse));
        Assert.Equal(_allocated, statistics.AllocatedBytes);
        Assert.Equal(_blocks, statistics.Blocks);
        Assert.Equal(_failures, statistics.OutOfMemoryCount);
        VerifyReserved(statistics, ordered.Sum(pair => pair.Value.Size));
    }

    private void VerifyReserved(MemoryStatistics statistics, long tiled)
    {
        Assert.Equal(Pages.Mapped, tiled);
        Assert.Equal(Pages.Mapped, statistics.Reserved);
        Assert.Equal(statistics.Reserved, statistics.ReservedBytes.Allocated - statistics.ReservedBytes.Freed);
        Assert.InRange(statistics.PeakReserved, Math.Max(_reserved.Peak, statistics.Reserved), long.MaxValue);
        _reserved = statistics.ReservedBytes;
    }
}
