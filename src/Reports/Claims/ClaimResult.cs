using Reports.Model;

namespace Reports.Claims;

/// <summary>A claim beside what was measured.</summary>
public sealed record ClaimResult
{
    /// <summary>The claim.</summary>
    public required Claim Claim { get; init; }

    /// <summary>Verdict of the measurement.</summary>
    public required ClaimVerdict Verdict { get; init; }

    /// <summary>Reason for the verdict, in a few words.</summary>
    public required string Reason { get; init; }

    /// <summary>Batch size at which scheme and baseline were compared: the measured one nearest to the claim's.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The measured figure in the claim's unit, if there is one, even if it cannot judge the claim.</summary>
    public double? Measured { get; init; }

    /// <summary>Range that the claim implies relative to baseline: a ratio of times or bytes, a difference of mAP.</summary>
    public Interval? ClaimedRelative { get; init; }

    /// <summary>The measured figure relative to baseline at the same batch size: a ratio of times or bytes, a difference of mAP.</summary>
    public double? MeasuredRelative { get; init; }

    /// <summary>95% interval of <see cref="MeasuredRelative"/> (for mAP the span of the repeated passes); <see langword="null"/> if it is exact or not known.</summary>
    public Interval? RelativeInterval { get; init; }
}
