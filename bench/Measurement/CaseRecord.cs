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
}
