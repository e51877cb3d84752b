namespace Benchmarks.Measurement;

/// <summary>Figures of the measured steps of a record, without the warm-up.</summary>
/// <param name="PeakAllocatedBytes">The most bytes in tensors at once.</param>
/// <param name="PeakReservedBytes">The most bytes the allocator held at once.</param>
/// <param name="ManagedAllocatedBytes">Bytes that the .NET side allocated in a step, the median.</param>
public sealed record MeasuredSteps(long? PeakAllocatedBytes, long? PeakReservedBytes, long? ManagedAllocatedBytes)
{
    /// <summary>Reads the figures from a record.</summary>
    /// <param name="record">The record of a case.</param>
    /// <param name="warmupCount">Steps at its start that are not measured ones.</param>
    public static MeasuredSteps Of(CaseRecord record, int warmupCount)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(
            Max(record.PeakAllocatedBytes.Skip(warmupCount)),
            Max(record.PeakReservedBytes.Skip(warmupCount)),
            Median([.. record.ManagedAllocatedBytes.Skip(warmupCount)]));
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
