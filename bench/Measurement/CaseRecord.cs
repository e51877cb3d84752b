using Reports.Model;

namespace Benchmarks.Measurement;

/// <summary>Figures that a benchmark process measures beside time, on their way to the host.</summary>
public sealed record CaseRecord
{
    /// <summary>Status of the case so far.</summary>
    public CaseStatus Status { get; init; } = CaseStatus.Ok;

    /// <summary>Reason that it did not go well, in one line.</summary>
    public string? Message { get; init; }

    /// <summary>Peak of allocated bytes of every step, warm-up included, in order.</summary>
    public IReadOnlyList<long> PeakAllocatedBytes { get; init; } = [];

    /// <summary>Peak of reserved bytes of every step, warm-up included, in order.</summary>
    public IReadOnlyList<long> PeakReservedBytes { get; init; } = [];

    /// <summary>Peak of allocated bytes of every step, warm-up included, in order: of each rank, by rank. Empty in a world of one.</summary>
    public IReadOnlyList<IReadOnlyList<long>> PeakAllocatedBytesOfRanks { get; init; } = [];

    /// <summary>Bytes that the .NET side allocated in every step, warm-up included, in order.</summary>
    public IReadOnlyList<long> ManagedAllocatedBytes { get; init; } = [];

    /// <summary>The scheme as it was run, with the precision that the device got.</summary>
    public SchemeDescription? Scheme { get; init; }

    /// <summary>The gradient scaler's scale after the last step; null without a scaler.</summary>
    public double? LossScale { get; init; }

    /// <summary>Steps that the gradient scaler skipped; null without a scaler.</summary>
    public int? SkippedSteps { get; init; }

    /// <summary>Readings of the device's monitor.</summary>
    public IReadOnlyList<DeviceSample>? DeviceSamples { get; init; }

    /// <summary>The accuracy pass.</summary>
    public AccuracyResult? Accuracy { get; init; }

    /// <summary>Allocated bytes within one step.</summary>
    public MemoryTimeline? MemoryTimeline { get; init; }

    /// <summary>This record and that of a later process of the same case: all measured steps, the first accuracy, a failure of either.</summary>
    /// <param name="later">The later process's record.</param>
    /// <param name="warmupCount">Steps at its start that are not measured ones.</param>
    public CaseRecord With(CaseRecord later, int warmupCount)
    {
        ArgumentNullException.ThrowIfNull(later);
        return this with
        {
            Status = Status == CaseStatus.Ok ? later.Status : Status,
            Message = Status == CaseStatus.Ok ? later.Message : Message,
            PeakAllocatedBytes = [.. PeakAllocatedBytes, .. later.PeakAllocatedBytes.Skip(warmupCount)],
            PeakReservedBytes = [.. PeakReservedBytes, .. later.PeakReservedBytes.Skip(warmupCount)],
            PeakAllocatedBytesOfRanks = [.. PeakAllocatedBytesOfRanks, .. later.PeakAllocatedBytesOfRanks.Skip(warmupCount)],
            ManagedAllocatedBytes = [.. ManagedAllocatedBytes, .. later.ManagedAllocatedBytes.Skip(warmupCount)],
            DeviceSamples = DeviceSamples is null || later.DeviceSamples is null ? DeviceSamples ?? later.DeviceSamples : [.. DeviceSamples, .. later.DeviceSamples],
            Accuracy = Accuracy ?? later.Accuracy,
            MemoryTimeline = MemoryTimeline ?? later.MemoryTimeline,
        };
    }
}
