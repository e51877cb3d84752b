namespace Reports.Comparison;

/// <summary>Something that a gate should have judged and could not, because a run does not have it.</summary>
public sealed record ComparisonHole
{
    /// <summary>The case's key.</summary>
    public required string Case { get; init; }

    /// <summary>The run that lacks it.</summary>
    public required ComparisonSide Side { get; init; }

    /// <summary>The missing or unusable thing, as the end of a sentence about the run.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Case}: {(Side switch
    {
        ComparisonSide.Baseline => "the baseline",
        ComparisonSide.Current => "the current run",
        _ => "both runs:",
    })} {Reason}";
}
