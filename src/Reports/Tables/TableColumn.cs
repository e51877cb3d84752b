namespace Reports.Tables;

/// <summary>A column of a <see cref="Table"/>.</summary>
public sealed record TableColumn
{
    /// <summary>Heading without the unit.</summary>
    public required string Title { get; init; }

    /// <summary>Unit of the figures, for example <c>MiB</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>True if the cells are figures, which are aligned to the right.</summary>
    public bool Numeric { get; init; }

    /// <summary>Meaning of the column, in one sentence.</summary>
    public string? Help { get; init; }

    /// <summary>True if an interactive table hides the column until asked, and a narrow one leaves it out.</summary>
    public bool Detail { get; init; }

    /// <summary>Heading with the unit: <c>Peak allocated [MiB]</c>.</summary>
    public string Heading => Unit is null ? Title : $"{Title} [{Unit}]";
}
