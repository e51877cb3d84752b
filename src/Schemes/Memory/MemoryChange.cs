namespace Schemes.Memory;

/// <summary>A change of the allocated bytes, or a mark.</summary>
/// <param name="Nanoseconds">Time since the recording began.</param>
/// <param name="Bytes">More (positive) or less (negative) than before.</param>
/// <param name="Allocated">Bytes allocated after it.</param>
/// <param name="Mark">Number of the mark in force.</param>
/// <param name="Block">The block that was allocated or freed; 0 if no single one is known.</param>
internal readonly record struct MemoryChange(long Nanoseconds, long Bytes, long Allocated, int Mark, long Block);
