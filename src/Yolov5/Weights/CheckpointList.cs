using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Yolov5.Weights;

/// <summary>A list, tuple or set in a checkpoint.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "One of a family of Checkpoint... names.")]
public sealed class CheckpointList : CheckpointValue, IReadOnlyList<CheckpointValue>
{
    private readonly List<CheckpointValue> _items;

    /// <summary>Creates a list of the given values.</summary>
    public CheckpointList(params IEnumerable<CheckpointValue> items)
        : this(tuple: false, [.. items])
    {
    }

    internal CheckpointList(bool tuple, List<CheckpointValue> items)
    {
        IsTuple = tuple;
        _items = items;
    }

    /// <summary>True if it is a tuple rather than a list; it is written as it was read.</summary>
    public bool IsTuple { get; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public override string Kind => IsTuple ? "a tuple" : "a list";

    /// <inheritdoc/>
    public CheckpointValue this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<CheckpointValue> GetEnumerator() => _items.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A list or tuple of its own with the same items.</summary>
    internal CheckpointList Copy(bool tuple) => new(tuple, [.. _items]);

    /// <summary>Adds an item. Only the reader calls it: a pickle creates its lists before it fills them.</summary>
    internal void Add(CheckpointValue item) => _items.Add(item);
}
