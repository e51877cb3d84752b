namespace Reports;

/// <summary>Which forms of a report are written beside those that every report has.</summary>
public sealed record ReportForms
{
    /// <summary>The JSON of the runs; off where the report is made beside the JSON that it comes from.</summary>
    public bool Json { get; init; } = true;

    /// <summary>PNG and PDF plots.</summary>
    public bool Plots { get; init; } = true;
}
