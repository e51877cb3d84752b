namespace Reports.Claims;

/// <summary>What a measurement says of a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>The measured figure is in the claimed range, or better.</summary>
    Holds,

    /// <summary>The measured figure is worse than the claimed range.</summary>
    DoesNotHold,

    /// <summary>The run has no figure of that kind, or was made on something else than the claim is about.</summary>
    NotMeasurableHere,
}
