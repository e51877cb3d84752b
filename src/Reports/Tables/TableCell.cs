namespace Reports.Tables;

/// <summary>A cell of a <see cref="Table"/>: the text that is shown and the figure that it sorts by.</summary>
/// <param name="Text">Text to show; empty if nothing was measured.</param>
/// <param name="Sort">Value to sort by; <see langword="null"/> for text.</param>
/// <param name="Tone">Tone of the cell: good or bad news.</param>
public sealed record TableCell(string Text, double? Sort = null, CellTone Tone = CellTone.Plain)
{
    /// <summary>Further text, shown small beside <see cref="Text"/>: a scheme's id beside its name.</summary>
    public string? Beside { get; init; }

    /// <summary>Both texts, where letters have one size only: <c>AMP (mixed_precision)</c>.</summary>
    public string FullText => Beside is null ? Text : $"{Text} ({Beside})";

    /// <summary>A cell that says that nothing was measured.</summary>
    public static TableCell Empty { get; } = new("");
}
