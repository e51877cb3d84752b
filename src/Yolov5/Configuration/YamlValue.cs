using System.Globalization;

namespace Yolov5.Configuration;

/// <summary>A value of a YAML file: a scalar, a sequence or a mapping, with its place for complaints.</summary>
internal sealed class YamlValue
{
    private readonly string _source;
    private readonly string _key;
    private readonly long _line;
    private readonly string? _scalar;
    private readonly bool _plain;
    private readonly List<YamlValue>? _items;
    private readonly List<KeyValuePair<string, YamlValue>>? _entries;

    public YamlValue(string source, string key, long line, string scalar, bool plain)
        : this(source, key, line) => (_scalar, _plain) = (scalar, plain);

    public YamlValue(string source, string key, long line, List<YamlValue> items)
        : this(source, key, line) => _items = items;

    public YamlValue(string source, string key, long line, List<KeyValuePair<string, YamlValue>> entries)
        : this(source, key, line) => _entries = entries;

    private YamlValue(string source, string key, long line) => (_source, _key, _line) = (source, key, line);

    public bool IsMapping => _entries is not null;

    public bool IsSequence => _items is not null;

    /// <summary>True if this is YAML's null, or Python's <c>None</c>, which model files use and checkpoints keep as a string.</summary>
    public bool IsNull => _scalar is "None" || (_plain && _scalar is "" or "~" or "null" or "Null" or "NULL");

    /// <summary>Description of the value for error messages: <c>'abc'</c>, a list, a mapping.</summary>
    public string Described => _items is not null ? "a list" : _entries is not null ? "a mapping" : $"'{Shortened(_scalar!)}'";

    public IEnumerable<KeyValuePair<string, YamlValue>> Entries => _entries ?? throw Wrong("a mapping of keys to values");

    public IReadOnlyList<YamlValue> Items => _items ?? (IReadOnlyList<YamlValue>)Throw("a list");

    /// <summary>The value of a key, or null if the key is absent.</summary>
    public YamlValue? Find(string key)
    {
        foreach ((string name, YamlValue value) in Entries)
        {
            if (name == key)
                return value;
        }

        return null;
    }

    /// <summary>The value of a key that must be there.</summary>
    public YamlValue Get(string key) =>
        Find(key) ?? throw new InvalidInputException($"{_source}: the key '{(_key.Length == 0 ? key : $"{_key}.{key}")}' is missing.");

    /// <summary>Throws for the first key that is not among <paramref name="known"/>.</summary>
    public void AllowOnly(IReadOnlyCollection<string> known)
    {
        foreach ((string name, YamlValue value) in Entries)
        {
            if (!known.Contains(name))
                throw new InvalidInputException($"{_source}, line {value._line}: '{name}' is not a known key; known are {string.Join(", ", known)}.");
        }
    }

    public string Text(string allowed = "a word") => _scalar ?? throw Wrong(allowed);

    public bool TryInteger(out int value)
    {
        value = 0;
        return _plain && int.TryParse(_scalar, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public int Integer(int least, int most)
    {
        if (TryInteger(out int value) && value >= least && value <= most)
            return value;
        throw Wrong($"a whole number from {least} to {most}");
    }

    public bool TryNumber(out double value)
    {
        value = 0;
        return _plain && double.TryParse(_scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    public double Number(double least, double most)
    {
        if (TryNumber(out double value) && value >= least && value <= most)
            return value;
        throw Wrong(string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
    }

    public bool TryBoolean(out bool value)
    {
        value = _plain && _scalar is "true" or "True" or "TRUE";
        return value || (_plain && _scalar is "false" or "False" or "FALSE");
    }

    public bool Boolean() => TryBoolean(out bool value) ? value : throw Wrong("true or false");

    /// <summary>The error that this value is not of the expected kind.</summary>
    public InvalidInputException Wrong(string allowed) =>
        new($"{_source}, line {_line}: {(_key.Length == 0 ? "" : $"{_key} is ")}{Described}; {allowed} is expected.");

    private static string Shortened(string text) => text.Length <= 60 ? text : $"{text.AsSpan(0, 57)}...";

    private object Throw(string allowed) => throw Wrong(allowed);
}
