namespace Reports.Charts;

/// <summary>Forms in which a series is drawn.</summary>
public enum ChartKind
{
    /// <summary>Points alone.</summary>
    Points,

    /// <summary>Points joined by lines.</summary>
    LinesAndPoints,

    /// <summary>A line alone.</summary>
    Line,

    /// <summary>A stepped line filled down to zero.</summary>
    Area,

    /// <summary>Vertical bars from zero.</summary>
    Bars,

    /// <summary>A dashed line behind the points: the Pareto front.</summary>
    Front,

    /// <summary>A short horizontal bar per point: a median among a cloud of points.</summary>
    Marks,

    /// <summary>Vertical lines at the series' x: change points.</summary>
    Verticals,
}
