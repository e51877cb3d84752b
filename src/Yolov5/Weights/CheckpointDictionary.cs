using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Yolov5.Weights;

/// <summary>
/// A dictionary in a checkpoint, in the order of insertion. Keys are strings, as most are, or integers, as in the
/// state of an optimizer; other keys come from foreign files only.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "One of a family of Checkpoint... names.")]
public sealed class CheckpointDictionary : CheckpointValue, IReadOnlyCollection<KeyValuePair<CheckpointValue, CheckpointValue>>
{
    private readonly List<KeyValuePair<CheckpointValue, CheckpointValue>> _entries = [];

    // Most dictionaries of a pickled network are empty: the index is made with the first entry.
    private Dictionary<CheckpointValue, int>? _index;

    /// <summary>Creates a dictionary of the given entries: <c>new(("epoch", 3), ("names", names))</c>.</summary>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public CheckpointDictionary(params IEnumerable<(CheckpointValue Key, CheckpointValue Value)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach ((CheckpointValue key, CheckpointValue value) in entries)
        {
            if (!Set(key, value))
                throw new ArgumentException($"The key '{(key as CheckpointScalar)?.Value}' occurs twice.", nameof(entries));
        }
    }

    internal CheckpointDictionary(bool ordered) => IsOrdered = ordered;

    /// <summary>True if it is an <c>OrderedDict</c>, the type of PyTorch's state dicts.</summary>
    public bool IsOrdered { get; }

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public override string Kind => "a dictionary";

    /// <summary>The value of a string key; null if there is none.</summary>
    public CheckpointValue? this[string key] => Find(key);

    /// <summary>The value of an integer key; null if there is none.</summary>
    public CheckpointValue? this[long key] => Find(key);

    /// <summary>A state dict as a dictionary of tensors.</summary>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public static CheckpointDictionary FromStateDict(IEnumerable<StoredTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var dictionary = new CheckpointDictionary(ordered: true);
        foreach (StoredTensor tensor in tensors)
        {
            if (!dictionary.Set(tensor.Name, tensor))
                throw new ArgumentException($"Two tensors are named '{tensor.Name}'.", nameof(tensors));
        }

        return dictionary;
    }

    /// <summary>The value of a key that must be there.</summary>
    /// <exception cref="InvalidInputException">There is no such key.</exception>
    public CheckpointValue Required(string key) =>
        Find(key) ?? throw new InvalidInputException($"The checkpoint has no entry '{key}'. Its entries are: {Quote.List(StringKeys)}.");

    /// <summary>The tensors under their keys, if every key is a string, every value a tensor, and there is at least one.</summary>
    public bool TryGetStateDict([NotNullWhen(true)] out StateDict? state)
    {
        state = null;
        if (Count == 0)
            return false;
        var tensors = new List<StoredTensor>(Count);
        foreach ((CheckpointValue key, CheckpointValue value) in _entries)
        {
            if (!key.TryGetString(out string? name) || value is not CheckpointTensor { Tensor: var tensor })
                return false;
            tensors.Add(tensor with { Name = name });
        }

        state = new StateDict(tensors);
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<CheckpointValue, CheckpointValue>> GetEnumerator() => _entries.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The keys that are strings, in order.</summary>
    internal IEnumerable<string> StringKeys => _entries.Select(entry => (entry.Key as CheckpointScalar)?.Value).OfType<string>();

    /// <summary>Adds an entry, or replaces its value at its old place as Python does; false if it replaced one.</summary>
    internal bool Set(CheckpointValue key, CheckpointValue value)
    {
        _index ??= new Dictionary<CheckpointValue, int>(KeyComparer.Instance);
        if (_index.TryAdd(key, _entries.Count))
        {
            _entries.Add(new(key, value));
            return true;
        }

        int place = _index[key];
        _entries[place] = new(_entries[place].Key, value);
        return false;
    }

    private CheckpointValue? Find(CheckpointValue key) =>
        _index is not null && _index.TryGetValue(key, out int place) ? _entries[place].Value : null;

    /// <summary>
    /// Numbers and strings are equal by value, all else by identity: a key that is a tuple of tuples would let a small
    /// file cause a long computation. Hashes are salted by the process, so no file can be made of keys that collide.
    /// </summary>
    private sealed class KeyComparer : IEqualityComparer<CheckpointValue>
    {
        public static KeyComparer Instance { get; } = new();

        public bool Equals(CheckpointValue? x, CheckpointValue? y) =>
            ReferenceEquals(x, y) || (IsPlain(x, out object? a) && IsPlain(y, out object? b) && Equals(a, b));

        public int GetHashCode(CheckpointValue obj) => !IsPlain(obj, out object? value)
            ? RuntimeHelpers.GetHashCode(obj)
            : value switch
            {
                // The number types' own hashes fold 64 bits to 32 without salt.
                long number => HashCode.Combine((int)number, (int)(number >> 32)),
                double number => HashCode.Combine(unchecked((int)BitConverter.DoubleToInt64Bits(number)), (int)(BitConverter.DoubleToInt64Bits(number) >> 32)),
                _ => value?.GetHashCode() ?? 0,
            };

        private static bool IsPlain(CheckpointValue? node, out object? value)
        {
            value = (node as CheckpointScalar)?.Value;
            return node is CheckpointScalar && value is null or bool or long or BigInteger or double or string;
        }
    }
}
