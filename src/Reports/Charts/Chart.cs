using Reports.Model;
using Reports.Tables;

namespace Reports.Charts;

/// <summary>A chart as data: the HTML page draws it with Plotly, the PNG and PDF plots with ScottPlot.</summary>
public sealed record Chart
{
    /// <summary>Name for anchors and file names: lower case, hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Title, in plain text.</summary>
    public required string Title { get; init; }

    /// <summary>Hint for the reader, in one or two sentences.</summary>
    public required string Caption { get; init; }

    /// <summary>Horizontal axis with its unit.</summary>
    public required string XTitle { get; init; }

    /// <summary>Vertical axis with its unit.</summary>
    public required string YTitle { get; init; }

    /// <summary>Places of labelled ticks of the horizontal axis, if it is not a plain scale.</summary>
    public IReadOnlyList<double>? XTicks { get; init; }

    /// <summary>Labels of <see cref="XTicks"/>.</summary>
    public IReadOnlyList<string>? XTickLabels { get; init; }

    /// <summary>Makes the horizontal axis logarithmic.</summary>
    public bool XLogarithmic { get; init; }

    /// <summary>Ends of the horizontal axis, if they do not follow from the values.</summary>
    public Interval? XRange { get; init; }

    /// <summary>Makes the vertical axis begin at zero.</summary>
    public bool YFromZero { get; init; }

    /// <summary>Upper end of the vertical axis, to share it among charts.</summary>
    public double? YMax { get; init; }

    /// <summary>Charts of the same group stand side by side as small multiples; <see langword="null"/> for one of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Series, the first one drawn first.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>The same figures as a table.</summary>
    public required Table Table { get; init; }
}
