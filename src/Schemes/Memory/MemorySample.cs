namespace Schemes.Memory;

/// <summary>Bytes allocated on a device at a moment of a recording.</summary>
/// <param name="Time">Time since the recording began.</param>
/// <param name="AllocatedBytes">Bytes in blocks that tensors hold.</param>
/// <param name="Mark">Activity at that time.</param>
public readonly record struct MemorySample(TimeSpan Time, long AllocatedBytes, MemoryMark Mark);
