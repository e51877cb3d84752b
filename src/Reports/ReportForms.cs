namespace Reports;

/// <summary>Forms of a report that are written beside those that every report has.</summary>
public sealed record ReportForms
{
    /// <summary>The JSON of the runs; off if the report is made beside the JSON that it comes from.</summary>
    public bool Json { get; init; } = true;

    /// <summary>PNG and PDF plots.</summary>
    public bool Plots { get; init; } = true;
}
