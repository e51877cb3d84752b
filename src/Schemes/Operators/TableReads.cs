using LibTorch.Unstable;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Operators;

/// <summary>
/// One column of all rows of a table, and all columns of some of its rows, read by one node of the graph, whose backward pass makes one
/// gradient of the table's size. Two operators, one for each read, would make two and add them.
/// </summary>
public static class TableReads
{
    /// <summary>Reads as float32.</summary>
    /// <param name="table">[.., columns] in any order in memory; remains owned by the caller, and the node keeps nothing of it.</param>
    /// <param name="column">The column.</param>
    /// <param name="rows">For each dimension of the table but the last, the indices of the rows, int64, [rows] each; null to read no rows. They remain owned by the caller.</param>
    /// <returns>The column, [..], and the rows, [rows, columns], or null; both owned by the caller.</returns>
    public static (Tensor Column, Tensor? Rows) Run(Tensor table, int column, IReadOnlyList<Tensor>? rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (rows is not null && rows.Count != table.Dimensions - 1)
            throw new ArgumentException($"{rows.Count} indices for the rows of a table of {table.Dimensions} dimensions; {table.Dimensions - 1} are expected.", nameof(rows));
        Tensor ofColumn;
        Tensor? ofRows;
        using (no_grad())
        using (NewDisposeScope())
        {
            // A copy in any case: a view would keep the whole table for the backward pass of what is computed from it.
            ofColumn = table.select(-1, column).to(float32, copy: true).contiguous().MoveToOuterDisposeScope();
            ofRows = rows is null ? null : table.index(Indices(rows)).to(float32).MoveToOuterDisposeScope();
        }

        if (!is_grad_enabled() || !table.requires_grad)
            return (ofColumn, ofRows);
        Saved saved = new(table, column, rows);
        using (ofColumn)
        using (ofRows)
        {
            Tensor[] results = GraphNode.Attach([table], ofRows is null ? [ofColumn] : [ofColumn, ofRows], saved.Backward, saved.Release);
            return (results[0], results.ElementAtOrDefault(1));
        }
    }

    private static TensorIndex[] Indices(IEnumerable<Tensor> rows) => [.. rows.Select(TensorIndex.Tensor)];

    private sealed class Saved
    {
        private readonly Device _device;
        private readonly int _column;

        // Shape, type and order of the table, without memory.
        private readonly Tensor _form;
        private readonly Tensor[] _rows;

        public Saved(Tensor table, int column, IReadOnlyList<Tensor>? rows)
        {
            _device = table.device;
            _column = column;
            _form = empty_like(table, device: META).DetachFromDisposeScope();
            _rows = rows is null ? [] : [.. rows.Select(row => row.alias().DetachFromDisposeScope())];
        }

        // In the order and the type in which libtorch's operators add: the rows first, then the column.
        public Tensor?[] Backward(Tensor?[] gradients)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor ofTable = zeros_like(_form, device: _device);
            if (gradients.ElementAtOrDefault(1) is { } ofRows)
                ofTable.index_put_(ofRows.to(_form.dtype), Indices(_rows), true);
            if (gradients[0] is { } ofColumn)
                ofTable.select(-1, _column).add_(ofColumn.to(_form.dtype));
            return [ofTable.DetachFromDisposeScope()];
        }

        public void Release()
        {
            _form.Dispose();
            foreach (Tensor row in _rows)
                row.Dispose();
        }
    }
}
