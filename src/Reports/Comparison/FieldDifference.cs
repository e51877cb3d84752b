namespace Reports.Comparison;

/// <summary>A field in which the surroundings of two runs differ.</summary>
public sealed record FieldDifference
{
    /// <summary>Name as in the run's JSON, for example <c>environment.device_name</c>.</summary>
    public required string Field { get; init; }

    /// <summary>Its value in the baseline.</summary>
    public required string Baseline { get; init; }

    /// <summary>Its value in the current run.</summary>
    public required string Current { get; init; }

    /// <summary>True if the runs cannot be compared because of it; otherwise it is only mentioned.</summary>
    public required bool Blocking { get; init; }
}
