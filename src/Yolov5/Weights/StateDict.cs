using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Yolov5.Weights;

/// <summary>The tensors of a network in PyTorch's order, each under a name of its own.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "The field's name for it.")]
public sealed class StateDict : IReadOnlyList<StoredTensor>
{
    private readonly StoredTensor[] _tensors;
    private readonly Dictionary<string, StoredTensor> _byName;

    /// <summary>Takes tensors in order.</summary>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public StateDict(IEnumerable<StoredTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        _tensors = [.. tensors];
        _byName = new Dictionary<string, StoredTensor>(_tensors.Length, StringComparer.Ordinal);
        foreach (StoredTensor tensor in _tensors)
        {
            if (!_byName.TryAdd(tensor.Name, tensor))
                throw new ArgumentException($"Two tensors are named '{tensor.Name}'.", nameof(tensors));
        }
    }

    /// <summary>Number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>Number of bytes of all tensors.</summary>
    public long ByteCount => _tensors.Sum(tensor => (long)tensor.Data.Length);

    /// <summary>The tensor at a place.</summary>
    public StoredTensor this[int index] => _tensors[index];

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public StoredTensor this[string name] => _byName[name];

    /// <summary>Returns true if there is a tensor of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The tensor of a name, if it is there.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out StoredTensor tensor) => _byName.TryGetValue(name, out tensor);

    /// <inheritdoc/>
    public IEnumerator<StoredTensor> GetEnumerator() => ((IEnumerable<StoredTensor>)_tensors).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
