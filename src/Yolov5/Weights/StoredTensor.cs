using System.Runtime.InteropServices;

namespace Yolov5.Weights;

/// <summary>
/// A tensor as it lies in a weights file: name, element type, shape and row-major little-endian bytes. It belongs to no
/// device and no engine. Data read from a file may share memory with other tensors of that file: treat it as read-only.
/// </summary>
/// <param name="Name">Name in the state dict, such as <c>model.0.conv.weight</c>; empty for a tensor that stands alone.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Sizes, none negative; empty for a scalar.</param>
/// <param name="Data">Product of the sizes times the element size, in bytes.</param>
/// <exception cref="ArgumentException">The number of bytes does not fit shape and type, or a size is negative.</exception>
public sealed record StoredTensor(string Name, StoredType Type, long[] Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Row-major little-endian elements.</summary>
    public ReadOnlyMemory<byte> Data { get; init; } = Checked(Name, Type, Shape, Data);

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long ElementCount => Data.Length / Type.Size();

    /// <summary>A tensor of the given values.</summary>
    public static StoredTensor FromSingle(string name, long[] shape, ReadOnlySpan<float> values) =>
        FromValues(name, StoredType.Float32, shape, values);

    /// <summary>A tensor of the given values.</summary>
    public static StoredTensor FromInt64(string name, long[] shape, ReadOnlySpan<long> values) =>
        FromValues(name, StoredType.Int64, shape, values);

    /// <summary>A tensor of bytes, such as the state of a random generator.</summary>
    public static StoredTensor FromBytes(string name, ReadOnlySpan<byte> values) =>
        new(name, StoredType.UInt8, [values.Length], values.ToArray());

    /// <summary>The elements as single precision numbers, whatever their type, in row-major order.</summary>
    public float[] ToSingle()
    {
        var values = new float[ElementCount];
        CopyTo(values);
        return values;
    }

    /// <summary>Writes the elements as single precision numbers.</summary>
    /// <exception cref="ArgumentException">The target is not <see cref="ElementCount"/> long.</exception>
    public void CopyTo(Span<float> target)
    {
        if (target.Length != ElementCount)
            throw new ArgumentException($"{target.Length} places for {ElementCount} elements.", nameof(target));
        ElementConversion.ToSingle(Type, Data.Span, target);
    }

    /// <summary>
    /// The tensor in another floating point type, rounded to nearest, ties to even. A tensor that already has the type
    /// is returned as it is.
    /// </summary>
    /// <exception cref="ArgumentException">One of the types is not a floating point type.</exception>
    public StoredTensor To(StoredType type)
    {
        if (type == Type)
            return this;
        if (!Type.IsFloatingPoint() || !type.IsFloatingPoint())
            throw new ArgumentException($"{Name} is {Type.TorchName()} and cannot become {type.TorchName()}: only floating point types convert.", nameof(type));
        return new StoredTensor(Name, type, Shape, ElementConversion.Convert(Type, Data.Span, type));
    }

    /// <summary>The type and shape, such as <c>float16 [16, 3, 6, 6]</c>.</summary>
    public string Describe() => $"{Type.TorchName()} [{string.Join(", ", Shape)}]";

    private static StoredTensor FromValues<T>(string name, StoredType type, long[] shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        byte[] data = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
            ElementConversion.ReverseBytes(data, type.Size());
        return new StoredTensor(name, type, shape, data);
    }

    private static ReadOnlyMemory<byte> Checked(string name, StoredType type, long[] shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        Int128 bytes = type.Size();
        foreach (long size in shape)
        {
            if (size < 0)
                throw new ArgumentException($"{name}: the shape [{string.Join(", ", shape)}] has a negative size.", nameof(shape));
            // Beyond any memory, and far from the border of the 128 bits.
            bytes = Int128.Min(bytes * size, Int128.One << 62);
        }

        if (bytes != data.Length)
            throw new ArgumentException($"{name}: {data.Length} bytes are not a {type.TorchName()} tensor of shape [{string.Join(", ", shape)}].", nameof(data));
        return data;
    }
}
