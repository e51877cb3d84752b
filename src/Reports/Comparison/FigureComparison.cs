namespace Reports.Comparison;

/// <summary>One figure in two runs, judged by a plain threshold.</summary>
public sealed record FigureComparison
{
    /// <summary>Verdict on the figure.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Its value in the baseline.</summary>
    public double? Baseline { get; init; }

    /// <summary>Its value in the current run.</summary>
    public double? Current { get; init; }

    /// <summary>The change: relative for memory, absolute for mAP.</summary>
    public double? Change { get; init; }

    /// <summary>The change that counts: the threshold, or the spread if that is wider.</summary>
    public required double Limit { get; init; }
}
