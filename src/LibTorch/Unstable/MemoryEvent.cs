namespace LibTorch.Unstable;

/// <summary>An allocation, a free or a mark in a recording of the CPU's allocator.</summary>
/// <param name="Nanoseconds">Time since the recording began, in nanoseconds.</param>
/// <param name="Bytes">Size of the block; negative if it was freed, 0 for the beginning and for a new mark.</param>
/// <param name="Allocated">Bytes allocated after the event.</param>
/// <param name="Mark">The mark in force.</param>
/// <param name="Block">The block's address, the same for an allocation and its free; 0 for the beginning and for a new mark.</param>
public readonly record struct MemoryEvent(long Nanoseconds, long Bytes, long Allocated, long Mark, long Block);
