namespace Reports.Claims;

/// <summary>Quantity that a claim is about.</summary>
public enum ClaimQuantity
{
    /// <summary>Peak allocated memory in GiB.</summary>
    PeakMemoryGiB,

    /// <summary>Time of an iteration in seconds.</summary>
    IterationSeconds,

    /// <summary>mAP@0.5, 0..1.</summary>
    Map50,

    /// <summary>Share of baseline's memory that is saved, 0..1.</summary>
    MemorySaving,

    /// <summary>Share of baseline's time that is saved, 0..1.</summary>
    TimeSaving,

    /// <summary>Time on top of baseline's, as a share of it.</summary>
    ExtraTime,
}
