using System.ComponentModel.DataAnnotations;

namespace Reports.Model;

/// <summary>One batch size tried by a real step in a process of its own.</summary>
public sealed record SweepProbe
{
    /// <summary>Images per step.</summary>
    [Range(1, int.MaxValue)]
    public required int BatchSize { get; init; }

    /// <summary>Status that the probe ended with.</summary>
    public required CaseStatus Status { get; init; }

    /// <summary>Reason that it did not end well, in one line.</summary>
    public string? Message { get; init; }

    /// <summary>Median time of a step in seconds.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Images per second.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Measured peak of allocated bytes.</summary>
    public long? PeakAllocatedBytes { get; init; }

    /// <summary>Peak that the memory line predicted before this probe ran, if there was a line.</summary>
    public long? PredictedPeakBytes { get; init; }

    /// <summary>Verdicts on this batch size: <c>largest that fits</c>, <c>best throughput</c>, <c>best value</c> ...</summary>
    public IReadOnlyList<string> Verdicts { get; init => field = value ?? []; } = [];
}
