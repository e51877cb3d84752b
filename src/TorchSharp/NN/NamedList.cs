namespace TorchSharp;

/// <summary>Values by name, in the order in which they were added.</summary>
internal sealed class NamedList<T>
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, T> _values = [];

    public IEnumerable<T> Values => _names.Select(name => _values[name]);

    public IEnumerable<(string Name, T Value)> Items => _names.Select(name => (name, _values[name]));

    public bool Contains(string name) => _values.ContainsKey(name);

    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) => _values.TryGetValue(name, out value);

    public bool TryAdd(string name, T value)
    {
        if (!_values.TryAdd(name, value))
            return false;
        _names.Add(name);
        return true;
    }

    public void Set(string name, T value)
    {
        if (!TryAdd(name, value))
            _values[name] = value;
    }

    public void Remove(string name)
    {
        if (_values.Remove(name))
            _names.Remove(name);
    }

    public void Clear()
    {
        _names.Clear();
        _values.Clear();
    }
}
