namespace LibTorch.Unstable;

/// <summary>A <see cref="BlockHeap"/> for many threads, with statistics, a recording of events, and a record of failures.</summary>
internal sealed class CachingAllocator(IPages pages)
{
    // Far beyond any address space, far below an overflow.
    private const long LargestRequest = 1L << 46;
    private const int RememberedFailures = 64;

    private readonly BlockHeap _heap = new(pages);
    private readonly EventLog _log = new();
    private readonly FailedRequest[] _failures = new FailedRequest[RememberedFailures];
    private AllocatorLock _lock;
    private MemoryStat _allocated;
    private MemoryStat _inUse;
    private long _outOfMemory;

    /// <summary>Bytes that may be reserved; 0 for no limit. A lower budget frees cached memory at once.</summary>
    public long Budget
    {
        get => Locked(static self => self._heap.Budget);
        set => Locked(self => self._heap.Budget = value);
    }

    public MemoryStatistics Statistics => Locked(static self => new MemoryStatistics
    {
        AllocatedBytes = self._allocated,
        ReservedBytes = self._heap.Reserved,
        Blocks = self._inUse,
        SegmentCount = self._heap.SegmentCount,
        RetryCount = self._heap.RetryCount,
        OutOfMemoryCount = self._outOfMemory,
    });

    /// <summary>Number of requests that failed since the start, and of the last of them.</summary>
    public long FailureCount => Volatile.Read(ref _outOfMemory);

    /// <summary>Allocates a block, whose address is a multiple of 512.</summary>
    /// <param name="bytes">Bytes to hold, at least 1.</param>
    /// <param name="failure">Number by which <see cref="Failure"/> knows the failed request, from 1; 0 for none.</param>
    /// <returns>The address; 0 if there is no memory.</returns>
    public nint Allocate(long bytes, out long failure)
    {
        failure = 0;
        _lock.Enter();
        try
        {
            Block? taken = bytes is > 0 and <= LargestRequest ? _heap.Take((bytes + BlockHeap.BlockStep - 1) & -BlockHeap.BlockStep) : null;
            if (taken is not { } block)
            {
                failure = ++_outOfMemory;
                _failures[failure % RememberedFailures] = new FailedRequest(bytes, _heap.Budget, _allocated.Current, _heap.Reserved.Current);
                return 0;
            }

            _allocated = _allocated.Plus(block.Size);
            _inUse = _inUse.Plus(1);
            _log.Note(block.Size, _allocated.Current, block.Address);
            return block.Address;
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Frees a block.</summary>
    /// <returns>False if no block that was allocated here begins at the address.</returns>
    public bool Free(nint address)
    {
        _lock.Enter();
        try
        {
            long size = _heap.Return(address);
            if (size == 0)
                return false;
            _allocated = _allocated.Minus(size);
            _inUse = _inUse.Minus(1);
            _log.Note(-size, _allocated.Current, address);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Resets all peaks to the present amounts.</summary>
    public void ResetPeak() => Locked(static self =>
    {
        self._allocated = self._allocated.WithPeakReset();
        self._inUse = self._inUse.WithPeakReset();
        self._heap.ResetPeak();
        return true;
    });

    /// <summary>Returns the memory of free blocks to the system.</summary>
    public void EmptyCache() => Locked(static self =>
    {
        self._heap.ReleaseCached(long.MaxValue);
        return true;
    });

    /// <summary>Begins a recording; an earlier one is forgotten.</summary>
    public void StartRecording() => Locked(static self =>
    {
        self._log.Start(self._allocated.Current);
        return true;
    });

    /// <summary>Marks the events that follow; while recording, the mark is an event itself.</summary>
    public void Mark(long mark) => Locked(self =>
    {
        self._log.SetMark(mark, self._allocated.Current);
        return true;
    });

    /// <summary>Ends a recording.</summary>
    /// <exception cref="InsufficientMemoryException">There was not enough memory for all events.</exception>
    public MemoryEvent[] StopRecording() => Locked(static self => self._log.Stop());

    /// <summary>A request that failed; null if the number is unknown or belongs to one too long ago.</summary>
    public FailedRequest? Failure(long number) => Locked<FailedRequest?>(self =>
        number > 0 && number <= self._outOfMemory && number > self._outOfMemory - RememberedFailures
            ? self._failures[number % RememberedFailures] : null);

    /// <summary>Sets the number of failed requests back to 0.</summary>
    public void ForgetFailures() => Locked(static self => self._outOfMemory = 0);

    /// <summary>Copies of all blocks, by number.</summary>
    internal Dictionary<int, Block> Snapshot() => Locked(static self => self._heap.Snapshot());

    private TResult Locked<TResult>(Func<CachingAllocator, TResult> action)
    {
        _lock.Enter();
        try
        {
            return action(this);
        }
        finally
        {
            _lock.Exit();
        }
    }
}
