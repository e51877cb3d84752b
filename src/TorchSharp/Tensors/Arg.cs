using Interop;

namespace TorchSharp;

/// <summary>
/// An argument of an operator together with the object that owns what it points at, so that a tensor cannot be
/// finalized while the operator runs on it.
/// </summary>
internal readonly struct Arg
{
    private Arg(Argument value, object? owner = null)
    {
        Value = value;
        Owner = owner;
    }

    public Argument Value { get; }

    public object? Owner { get; }

    public static Arg None => default;

    public static implicit operator Arg(torch.Tensor? tensor) => tensor is null ? default : new(Argument.Tensor(tensor.Handle), tensor);

    /// <summary>A list of tensors; null elements are undefined tensors.</summary>
    public static Arg List(ReadOnlySpan<torch.Tensor?> tensors)
    {
        torch.Tensor?[] owners = tensors.ToArray();
        nint[] handles = new nint[owners.Length];
        for (int i = 0; i < handles.Length; i++)
            handles[i] = owners[i]?.Handle ?? 0;
        return new(Argument.Tensors(handles), owners);
    }

    public static implicit operator Arg(Scalar? scalar) => scalar is null ? default : new(scalar.Value);

    public static implicit operator Arg(torch.ScalarType type) => new((int)type);

    public static implicit operator Arg(torch.ScalarType? type) => type is { } value ? new((int)value) : default;

    public static implicit operator Arg(torch.Device? device) => device is null ? default : new(Argument.Device(device.Name));

    public static implicit operator Arg(long value) => new(value);

    public static implicit operator Arg(long? value) => value is { } number ? new(number) : default;

    public static implicit operator Arg(double value) => new(value);

    public static implicit operator Arg(double? value) => value is { } number ? new(number) : default;

    public static implicit operator Arg(bool value) => new(value);

    public static implicit operator Arg(long[]? values) => new(values);

    public static implicit operator Arg(double[]? values) => new(values);

    public static implicit operator Arg(string? text) => new(text);
}
