namespace Reports;

/// <summary>Outcome of writing a report.</summary>
public sealed record WrittenReport
{
    /// <summary>The files that were written.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Notices for the user: what the plots lack and why.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Forms that could not be written, with the reason; the others are there.</summary>
    public required IReadOnlyList<string> Failures { get; init; }
}
