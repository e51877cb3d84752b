using System.Diagnostics.CodeAnalysis;

namespace Yolov5.Weights;

/// <summary>
/// A node of the plain tree that a checkpoint holds: null, a number, a string, a list, a dictionary, a tensor, or a
/// Python object that stays opaque. Numbers, strings and tensors convert implicitly, so that code which builds a tree looks like the tree.
/// </summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructors of the subclasses are the alternates.")]
public abstract class CheckpointValue
{
    private protected CheckpointValue()
    {
    }

    /// <summary>Python's <c>None</c>.</summary>
    public static CheckpointValue Null { get; } = new CheckpointScalar(null);

    /// <summary>True if this is Python's <c>None</c>.</summary>
    public bool IsNull => this is CheckpointScalar { Value: null };

    /// <summary>Description of the kind of value, for messages: "an integer", "a float16 tensor [16, 3]".</summary>
    public abstract string Kind { get; }

    /// <summary>A Boolean.</summary>
    public static implicit operator CheckpointValue(bool value) => CheckpointScalar.Of(value);

    /// <summary>An integer.</summary>
    public static implicit operator CheckpointValue(long value) => new CheckpointScalar(value);

    /// <summary>A floating point number.</summary>
    public static implicit operator CheckpointValue(double value) => new CheckpointScalar(value);

    /// <summary>A string, or <see cref="Null"/>.</summary>
    public static implicit operator CheckpointValue(string? value) => value is null ? Null : new CheckpointScalar(value);

    /// <summary>A tensor, or <see cref="Null"/>.</summary>
    public static implicit operator CheckpointValue(StoredTensor? value) => value is null ? Null : new CheckpointTensor(value);

    /// <summary>This as an integer; a tensor or NumPy value with one integral element counts as one.</summary>
    /// <param name="name">Name of the value, for the message.</param>
    /// <exception cref="InvalidInputException">The value is something else.</exception>
    public long AsInt64(string name) => TryGetInt64(out long value) ? value : throw Unexpected(name, "an integer");

    /// <summary>This as a number; integers, and tensors or NumPy values with one element, count as one.</summary>
    /// <inheritdoc cref="AsInt64"/>
    public double AsDouble(string name) => TryGetDouble(out double value) ? value : throw Unexpected(name, "a number");

    /// <summary>This as a Boolean.</summary>
    /// <inheritdoc cref="AsInt64"/>
    public bool AsBoolean(string name) => this is CheckpointScalar { Value: bool value } ? value : throw Unexpected(name, "a Boolean");

    /// <summary>This as a string.</summary>
    /// <inheritdoc cref="AsInt64"/>
    public string AsString(string name) => TryGetString(out string? value) ? value : throw Unexpected(name, "a string");

    /// <summary>This as a tensor; a NumPy array counts as one.</summary>
    /// <inheritdoc cref="AsInt64"/>
    public StoredTensor AsTensor(string name) => TryGetTensor(out StoredTensor? value) ? value : throw Unexpected(name, "a tensor");

    /// <summary>This as a list or tuple.</summary>
    /// <inheritdoc cref="AsInt64"/>
    public CheckpointList AsList(string name) => this as CheckpointList ?? throw Unexpected(name, "a list");

    /// <summary>This as a dictionary.</summary>
    /// <inheritdoc cref="AsInt64"/>
    public CheckpointDictionary AsDictionary(string name) => this as CheckpointDictionary ?? throw Unexpected(name, "a dictionary");

    /// <summary>This as an integer, if it is one, as <see cref="AsInt64"/> says.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        if (this is CheckpointScalar { Value: long integer })
        {
            value = integer;
            return true;
        }

        if (!TryGetTensor(out StoredTensor? tensor) || tensor.ElementCount != 1 || tensor.Type.IsFloatingPoint())
            return false;
        value = ElementConversion.ToInt64(tensor.Type, tensor.Data.Span);
        return true;
    }

    /// <summary>This as a number, if it is one, as <see cref="AsDouble"/> says.</summary>
    public bool TryGetDouble(out double value)
    {
        value = 0;
        switch (this)
        {
            case CheckpointScalar { Value: double number }:
                value = number;
                return true;
            case CheckpointScalar { Value: long integer }:
                value = integer;
                return true;
        }

        if (!TryGetTensor(out StoredTensor? tensor) || tensor.ElementCount != 1)
            return false;
        value = ElementConversion.ToDouble(tensor.Type, tensor.Data.Span);
        return true;
    }

    /// <summary>This as a string, if it is one.</summary>
    public bool TryGetString([NotNullWhen(true)] out string? value)
    {
        value = (this as CheckpointScalar)?.Value as string;
        return value is not null;
    }

    /// <summary>This as a tensor, if it is one, as <see cref="AsTensor"/> says.</summary>
    public virtual bool TryGetTensor([NotNullWhen(true)] out StoredTensor? tensor)
    {
        tensor = null;
        return false;
    }

    private InvalidInputException Unexpected(string name, string expected) =>
        new($"{name} is {Kind}, but {expected} is needed.");
}
