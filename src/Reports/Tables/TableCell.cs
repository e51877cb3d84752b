namespace Reports.Tables;

/// <summary>A cell of a <see cref="Table"/>: the text that is shown and the figure that it sorts by.</summary>
/// <param name="Text">Text to show; empty if nothing was measured.</param>
/// <param name="Sort">Value to sort by; <see langword="null"/> for text.</param>
/// <param name="Tone">Tone of the cell: good or bad news.</param>
public sealed record TableCell(string Text, double? Sort = null, CellTone Tone = CellTone.Plain)
{
    /// <summary>A cell that says that nothing was measured.</summary>
    public static TableCell Empty { get; } = new("");
}
