namespace Reports.Charts;

/// <summary>One series of points of a <see cref="Chart"/>.</summary>
public sealed record ChartSeries
{
    /// <summary>Name in the legend.</summary>
    public required string Name { get; init; }

    /// <summary>The scheme's id, shown small beside the name; <see langword="null"/> if it is the name, or no scheme.</summary>
    public string? ShownId { get; init; }

    /// <summary>Form in which it is drawn.</summary>
    public required ChartKind Kind { get; init; }

    /// <summary>Index of its colour: the scheme's place, the same in every chart.</summary>
    public int Color { get; init; }

    /// <summary>Index of its dash and symbol: the run's place.</summary>
    public int Style { get; init; }

    /// <summary>Horizontal coordinates.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>Vertical coordinates.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>Lower ends of the spread of <see cref="Y"/>.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>Upper ends of the spread of <see cref="Y"/>.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>Text of each point, shown when the pointer is on it.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Short texts that stand above the points.</summary>
    public IReadOnlyList<string>? ShortLabels { get; init; }
}
