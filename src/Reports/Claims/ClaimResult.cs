using Reports.Model;

namespace Reports.Claims;

/// <summary>A claim beside what was measured.</summary>
public sealed record ClaimResult
{
    /// <summary>The claim.</summary>
    public required Claim Claim { get; init; }

    /// <summary>Verdict of the measurement.</summary>
    public required ClaimVerdict Verdict { get; init; }

    /// <summary>The measured figure in the claim's unit, if there is one, even if it cannot judge the claim.</summary>
    public double? Measured { get; init; }

    /// <summary>Ratio to baseline's claimed figure that the claim implies.</summary>
    public Interval? ClaimedRatio { get; init; }

    /// <summary>The measured ratio to baseline at the same batch size.</summary>
    public double? MeasuredRatio { get; init; }

    /// <summary>Reason for the verdict, in a few words.</summary>
    public required string Reason { get; init; }
}
