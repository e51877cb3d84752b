namespace Reports.Claims;

/// <summary>Verdict of a measurement on a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>The measured figure is in the claimed range, or better.</summary>
    Holds,

    /// <summary>The measured figure is worse than the claimed range.</summary>
    DoesNotHold,

    /// <summary>The run has no figure of that kind, or measured something other than the claim is about.</summary>
    NotMeasurableHere,
}
