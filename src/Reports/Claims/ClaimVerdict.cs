namespace Reports.Claims;

/// <summary>Verdict of a measurement on a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>The measured figure is in the claimed range, or better; so is all of its interval.</summary>
    Holds,

    /// <summary>The measured figure is worse than the claimed range, and so is all of its interval.</summary>
    DoesNotHold,

    /// <summary>The interval of the measured figure reaches to both sides of the claim's limit.</summary>
    TooNoisy,

    /// <summary>The run lacks what the claim is about: a device, the baseline, a scheme.</summary>
    NotMeasurableHere,
}
