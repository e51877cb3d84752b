namespace Reports.Tables;

/// <summary>Builds a table column by column from a list of items; columns without any value are left out.</summary>
/// <typeparam name="T">Item that a row is made from.</typeparam>
internal sealed class TableBuilder<T>(IReadOnlyList<T> items)
{
    private readonly List<TableColumn> _columns = [];
    private readonly List<TableCell[]> _cells = [];

    public TableBuilder<T> Text(string title, Func<T, string?> text, string? help = null, bool detail = false, bool keep = false) =>
        Cells(new TableColumn { Title = title, Help = help, Detail = detail }, item => new TableCell(text(item) ?? ""), keep);

    /// <summary>A column of names, each with an id beside it where that is another.</summary>
    public TableBuilder<T> Name(string title, Func<T, string> name, Func<T, string?> id, string? help = null) =>
        Cells(new TableColumn { Title = title, Help = help }, item => new TableCell(name(item)) { Beside = id(item) }, keep: true);

    public TableBuilder<T> Number(
        string title, string? unit, Func<T, double?> value, string? help = null, bool detail = false, int? decimals = null, Func<T, CellTone>? tone = null)
    {
        double?[] values = [.. items.Select(value)];
        int places = decimals ?? Figures.Decimals(values);
        int index = 0;
        return Cells(
            new TableColumn { Title = title, Unit = unit, Numeric = true, Help = help, Detail = detail },
            item => values[index++] is double number
                ? new TableCell(Figures.Fixed(number, places), number, tone?.Invoke(item) ?? CellTone.Plain)
                : TableCell.Empty);
    }

    public TableBuilder<T> Cells(TableColumn column, Func<T, TableCell> cell, bool keep = false)
    {
        TableCell[] cells = [.. items.Select(cell)];
        if (keep || cells.Any(c => c.Text.Length > 0))
        {
            _columns.Add(column);
            _cells.Add(cells);
        }

        return this;
    }

    public Table Build(string id, string title, string? caption = null) => new()
    {
        Id = id,
        Title = title,
        Caption = caption,
        Columns = _columns,
        Rows = [.. Enumerable.Range(0, items.Count).Select(row => (IReadOnlyList<TableCell>)[.. _cells.Select(c => c[row])])],
    };
}
