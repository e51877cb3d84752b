namespace LibTorch.Unstable;

/// <summary>
/// Segments and their blocks, divided as CUDA's caching allocator divides them: blocks of up to 1 MiB come from segments
/// of 2 MiB, larger ones from segments of 20 MiB, those of 10 MiB and more from segments of their own. The free block
/// that fits best is split; a freed block is merged with free neighbours.
/// </summary>
internal sealed class BlockHeap
{
    public const long BlockStep = 512;
    public const long SmallLimit = 1 << 20;
    public const long SmallSegment = 2 << 20;
    public const long LargeSegment = 20 << 20;
    public const long OwnSegmentLimit = 10 << 20;
    public const long SegmentStep = 2 << 20;

    /// <summary>Unit in which memory is given back: small enough that fragments keep little, large enough that holes are few.</summary>
    public const long Granule = 64 << 10;

    private readonly IPages _pages;
    private readonly BlockStore _blocks = new();
    private readonly UsedBlocks _used;
    private readonly FreeBlocks _small;
    private readonly FreeBlocks _large;
    private long _budget;

    public BlockHeap(IPages pages)
    {
        _pages = pages;
        _used = new UsedBlocks(_blocks);
        _small = new FreeBlocks(_blocks);
        _large = new FreeBlocks(_blocks);
    }

    /// <summary>Bytes of the segments.</summary>
    public MemoryStat Reserved { get; private set; }

    public long SegmentCount { get; private set; }

    public long RetryCount { get; private set; }

    /// <summary>Bytes that may be reserved; 0 for no limit.</summary>
    public long Budget
    {
        get => _budget;
        set
        {
            _budget = value;
            ReleaseCached(Excess(0));
        }
    }

    /// <summary>Takes a block.</summary>
    /// <param name="size">Least size, a multiple of 512.</param>
    /// <returns>The block; null if there is no memory.</returns>
    public Block? Take(long size)
    {
        if (!TryReserve())
            return null;
        bool small = size <= SmallLimit;
        FreeBlocks pool = PoolOf(small);
        int number = pool.BestFit(size);
        if (number != 0)
            pool.Remove(number);
        else if ((number = NewSegment(size, small)) == 0)
            return null;

        ref Block block = ref _blocks[number];
        long rest = block.Size - size;
        if (small ? rest >= BlockStep : rest > SmallLimit)
            pool.Add(Split(number, size));
        block.InUse = true;
        _used.Add(number);
        return block;
    }

    /// <summary>Takes a block back.</summary>
    /// <returns>Its size; 0 if no block in use begins at the address.</returns>
    public long Return(nint address)
    {
        int number = _used.Remove(address);
        if (number == 0)
            return 0;
        ref Block block = ref _blocks[number];
        long size = block.Size;
        block.InUse = false;
        FreeBlocks pool = PoolOf(block.Small);
        if (block.Next != 0 && !_blocks[block.Next].InUse)
        {
            pool.Remove(block.Next);
            AbsorbNext(number);
        }

        int previous = block.Previous;
        if (previous != 0 && !_blocks[previous].InUse)
        {
            pool.Remove(previous);
            AbsorbNext(previous);
            number = previous;
        }

        pool.Add(number);
        return size;
    }

    /// <summary>Returns this many bytes of free blocks to the system, or all if there are fewer.</summary>
    public void ReleaseCached(long wanted)
    {
        long left = wanted - ReleaseCached(_large, wanted);
        if (left > 0)
            ReleaseCached(_small, left);
    }

    public void ResetPeak() => Reserved = Reserved.WithPeakReset();

    /// <summary>Copies of all blocks, by number.</summary>
    internal Dictionary<int, Block> Snapshot() => _blocks.Snapshot();

    private static long RoundUp(long bytes, long step) => (bytes + step - 1) / step * step;

    private static long SegmentSize(long size) =>
        size <= SmallLimit ? SmallSegment : size < OwnSegmentLimit ? LargeSegment : RoundUp(size, SegmentStep);

    private FreeBlocks PoolOf(bool small) => small ? _small : _large;

    private long Excess(long more) => _budget > 0 ? Math.Max(0, Reserved.Current + more - _budget) : 0;

    // The changes below must not fail halfway: bookkeeping grows before anything changes.
    private bool TryReserve()
    {
        try
        {
            _blocks.Reserve(2);
            _used.Reserve();
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private int Split(int number, long size)
    {
        ref Block block = ref _blocks[number];
        int rest = _blocks.Take(block.Address + (nint)size, block.Size - size, block.Small);
        block.Size = size;
        Link(rest, block.Next);
        Link(number, rest);
        return rest;
    }

    private void Link(int previous, int next)
    {
        if (previous != 0)
            _blocks[previous].Next = next;
        if (next != 0)
            _blocks[next].Previous = previous;
    }

    private void AbsorbNext(int number)
    {
        int next = _blocks[number].Next;
        _blocks[number].Size += _blocks[next].Size;
        Link(number, _blocks[next].Next);
        _blocks.Return(next);
    }

    // Cached memory is freed first when the budget is exceeded or the system has no more.
    private int NewSegment(long size, bool small)
    {
        long wanted = SegmentSize(size);
        if (Excess(wanted) > 0)
        {
            RetryCount++;
            ReleaseCached(Excess(wanted));

            // If the budget is nearly used up, a segment is as small as its block.
            if (Excess(wanted) > 0)
                wanted = RoundUp(size, Granule);
            if (Excess(wanted) > 0)
                return 0;
        }

        nint address = Map(wanted);
        if (address == 0)
        {
            RetryCount++;
            ReleaseCached(long.MaxValue);
            address = Map(wanted);
        }

        if (address == 0)
            return 0;
        SegmentCount++;
        Reserved = Reserved.Plus(wanted);
        return _blocks.Take(address, wanted, small);
    }

    // Blocks that were left when cached memory was given back may have used up what was reserved for this one.
    private nint Map(long bytes) => TryReserve() ? _pages.Map(bytes) : 0;

    // The largest blocks first: few holes.
    private long ReleaseCached(FreeBlocks pool, long wanted)
    {
        long released = 0;
        long size = long.MaxValue;
        nint address = 0;
        while (released < wanted && pool.Before(size, address) is not 0 and int number && _blocks[number].Size >= Granule)
        {
            (size, address) = (_blocks[number].Size, _blocks[number].Address);
            released += Release(number, pool);
        }

        return released;
    }

    // Gives the whole granules of a free block back, also where its neighbours are in use; what is left before and after
    // the hole are blocks without a neighbour on that side. Fragments then keep no memory that a budget counts (CUDA's
    // expandable segments do the same with physical pages).
    private long Release(int number, FreeBlocks pool)
    {
        Block block = _blocks[number];
        nint end = block.Address + (nint)block.Size;
        nint hole = (nint)RoundUp(block.Address, Granule);
        nint holeEnd = end - (end % (nint)Granule);

        // The system may refuse: a hole makes two mappings of one, and their number is limited.
        if (hole >= holeEnd || !TryReserve() || !_pages.Unmap(hole, holeEnd - hole))
            return 0;
        pool.Remove(number);
        _blocks.Return(number);
        Reserved = Reserved.Minus(holeEnd - hole);
        int before = hole > block.Address ? _blocks.Take(block.Address, hole - block.Address, block.Small) : 0;
        int after = end > holeEnd ? _blocks.Take(holeEnd, end - holeEnd, block.Small) : 0;
        Link(block.Previous, before);
        Link(after, block.Next);
        if (before != 0)
            pool.Add(before);
        if (after != 0)
            pool.Add(after);
        return holeEnd - hole;
    }
}
