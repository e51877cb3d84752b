namespace Reports;

/// <summary>What became of a report.</summary>
public sealed record WrittenReport
{
    /// <summary>The files that were written.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>What could not be had here and why, for the user: no gnuplot, no chart library.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Forms that could not be written, with the reason; the others are there.</summary>
    public required IReadOnlyList<string> Failures { get; init; }
}
