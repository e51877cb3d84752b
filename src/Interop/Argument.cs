namespace Interop;

/// <summary>One argument of an ATen operator, as <see cref="Operator"/> takes them.</summary>
public readonly struct Argument
{
    private Argument(Tag tag, long payload = 0, Array? list = null, string? text = null)
    {
        Tag = tag;
        Payload = payload;
        Reference = (object?)list ?? text;
    }

    internal Tag Tag { get; }

    internal long Payload { get; }

    internal object? Reference { get; }

    /// <summary>An absent optional.</summary>
    public static Argument None => default;

    /// <summary>The default value that the operator's schema names.</summary>
    public static Argument Default => new(Tag.Default);

    /// <summary>A tensor by its handle; zero stands for an undefined tensor.</summary>
    public static Argument Tensor(nint handle) => new(Tag.Tensor, handle);

    /// <summary>A tensor by its handle, or an absent optional where it is zero.</summary>
    public static Argument OptionalTensor(nint handle) => handle == 0 ? None : Tensor(handle);

    /// <summary>A list of tensors by their handles.</summary>
    public static Argument Tensors(nint[] handles) => new(Tag.TensorList, list: handles);

    /// <summary>A device as libtorch spells it: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public static Argument Device(string device) => new(Tag.String, text: device);

    /// <summary>An integer, or what crosses as one: a scalar type, a memory format.</summary>
    public static implicit operator Argument(int value) => new(Tag.Int, value);

    /// <summary>An integer.</summary>
    public static implicit operator Argument(long value) => new(Tag.Int, value);

    /// <summary>A floating-point number, or a Scalar.</summary>
    public static implicit operator Argument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);

    /// <summary>A list of integers: sizes, strides, kernel sizes.</summary>
    public static implicit operator Argument(long[]? values) => values is null ? None : new(Tag.IntList, list: values);

    /// <summary>A list of floating-point numbers.</summary>
    public static implicit operator Argument(double[]? values) => values is null ? None : new(Tag.DoubleList, list: values);

    /// <summary>A string.</summary>
    public static implicit operator Argument(string? text) => text is null ? None : new(Tag.String, text: text);
}
