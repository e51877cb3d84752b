namespace Benchmarks.Measurement;

/// <summary>Figures of the measured steps of a record, without the warm-up.</summary>
/// <param name="PeakAllocatedBytes">The most bytes in tensors at once.</param>
/// <param name="PeakReservedBytes">The most bytes the allocator held at once.</param>
/// <param name="ManagedAllocatedBytes">Bytes that the .NET side allocated in a step, the median.</param>
/// <param name="PeakAllocatedBytesOfRanks">The most bytes in tensors of each rank, by rank; null in a world of one.</param>
public sealed record MeasuredSteps(long? PeakAllocatedBytes, long? PeakReservedBytes, long? ManagedAllocatedBytes, IReadOnlyList<long>? PeakAllocatedBytesOfRanks = null)
{
    /// <summary>Reads the figures from a record.</summary>
    /// <param name="record">The record of a case.</param>
    /// <param name="warmupCount">Steps at its start that are not measured ones.</param>
    public static MeasuredSteps Of(CaseRecord record, int warmupCount)
    {
        ArgumentNullException.ThrowIfNull(record);
        IReadOnlyList<long>[] ofRanks = [.. record.PeakAllocatedBytesOfRanks.Skip(warmupCount)];
        return new(
            Max(record.PeakAllocatedBytes.Skip(warmupCount)),
            Max(record.PeakReservedBytes.Skip(warmupCount)),
            Median([.. record.ManagedAllocatedBytes.Skip(warmupCount)]),
            ofRanks.Length == 0 ? null : [.. Enumerable.Range(0, ofRanks[0].Count).Select(rank => ofRanks.Max(step => step[rank]))]);
    }

    private static long? Max(IEnumerable<long> values) => values.Select(value => (long?)value).Max();

    private static long? Median(long[] values)
    {
        if (values.Length == 0)
            return null;
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
