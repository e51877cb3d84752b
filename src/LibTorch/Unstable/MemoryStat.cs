namespace LibTorch.Unstable;

/// <summary>One quantity of a caching allocator, in bytes or in blocks, as PyTorch's allocators count it.</summary>
/// <param name="Current">The amount now.</param>
/// <param name="Peak">The largest amount at once since the peaks were last reset.</param>
/// <param name="Allocated">Sum of all increases since the start.</param>
/// <param name="Freed">Sum of all decreases since the start.</param>
public readonly record struct MemoryStat(long Current, long Peak, long Allocated, long Freed)
{
    internal MemoryStat Plus(long amount) => new(Current + amount, Math.Max(Peak, Current + amount), Allocated + amount, Freed);

    internal MemoryStat Minus(long amount) => new(Current - amount, Peak, Allocated, Freed + amount);

    internal MemoryStat WithPeakReset() => this with { Peak = Current };
}
