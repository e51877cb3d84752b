namespace Reports.Tables;

/// <summary>A table of figures, independent of how it is shown: every writer renders the same one.</summary>
public sealed record Table
{
    /// <summary>Name for anchors and file names: lower case, hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences on how to read it.</summary>
    public string? Caption { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>The rows; each has as many cells as there are columns.</summary>
    public required IReadOnlyList<IReadOnlyList<TableCell>> Rows { get; init; }
}
