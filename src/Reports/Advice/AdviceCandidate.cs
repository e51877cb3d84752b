namespace Reports.Advice;

/// <summary>A change of the settings, with what it alone would bring.</summary>
public sealed record AdviceCandidate
{
    /// <summary>The change as options of <c>yolo5 train</c>.</summary>
    public required string Options { get; init; }

    /// <summary>Predicted time of an epoch with it.</summary>
    public required EpochTime Time { get; init; }

    /// <summary>Share of the epoch's time that it saves; negative where it costs time.</summary>
    public required double Gain { get; init; }

    /// <summary>True if it is part of the advice.</summary>
    public bool IsAdvised { get; init; }

    /// <summary>Other effects that it has; null for none.</summary>
    public string? Note { get; init; }
}
