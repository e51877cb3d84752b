namespace Yolov5.Weights;

/// <summary>Sizes and PyTorch's names of the element types.</summary>
public static class StoredTypeExtensions
{
    /// <summary>Bytes an element.</summary>
    public static int Size(this StoredType type) => type switch
    {
        StoredType.Float16 or StoredType.BFloat16 or StoredType.Int16 => 2,
        StoredType.Float32 or StoredType.Int32 => 4,
        StoredType.Float64 or StoredType.Int64 => 8,
        StoredType.UInt8 or StoredType.Int8 or StoredType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>PyTorch's name, such as <c>float16</c>.</summary>
    public static string TorchName(this StoredType type) => type switch
    {
        StoredType.Float16 => "float16",
        StoredType.BFloat16 => "bfloat16",
        StoredType.Float32 => "float32",
        StoredType.Float64 => "float64",
        StoredType.UInt8 => "uint8",
        StoredType.Int8 => "int8",
        StoredType.Int16 => "int16",
        StoredType.Int32 => "int32",
        StoredType.Int64 => "int64",
        StoredType.Bool => "bool",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>Returns true if the elements are floating point numbers.</summary>
    public static bool IsFloatingPoint(this StoredType type) =>
        type is StoredType.Float16 or StoredType.BFloat16 or StoredType.Float32 or StoredType.Float64;

    /// <summary>The class below module <c>torch</c> that PyTorch files name for a storage of this type.</summary>
    internal static string StorageClass(this StoredType type) => type switch
    {
        StoredType.Float16 => "HalfStorage",
        StoredType.BFloat16 => "BFloat16Storage",
        StoredType.Float32 => "FloatStorage",
        StoredType.Float64 => "DoubleStorage",
        StoredType.UInt8 => "ByteStorage",
        StoredType.Int8 => "CharStorage",
        StoredType.Int16 => "ShortStorage",
        StoredType.Int32 => "IntStorage",
        StoredType.Int64 => "LongStorage",
        StoredType.Bool => "BoolStorage",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>The inverse of <see cref="StorageClass"/>; null for a class that has no element type here.</summary>
    internal static StoredType? FromStorageClass(ReadOnlySpan<char> name) => name switch
    {
        "HalfStorage" => StoredType.Float16,
        "BFloat16Storage" => StoredType.BFloat16,
        "FloatStorage" => StoredType.Float32,
        "DoubleStorage" => StoredType.Float64,
        "ByteStorage" => StoredType.UInt8,
        "CharStorage" => StoredType.Int8,
        "ShortStorage" => StoredType.Int16,
        "IntStorage" => StoredType.Int32,
        "LongStorage" => StoredType.Int64,
        "BoolStorage" => StoredType.Bool,
        _ => null,
    };

    /// <summary>The inverse of <see cref="TorchName"/>; null for a name that has no element type here.</summary>
    internal static StoredType? FromTorchName(string name) => name switch
    {
        "float16" or "half" => StoredType.Float16,
        "bfloat16" => StoredType.BFloat16,
        "float32" or "float" => StoredType.Float32,
        "float64" or "double" => StoredType.Float64,
        "uint8" => StoredType.UInt8,
        "int8" => StoredType.Int8,
        "int16" or "short" => StoredType.Int16,
        "int32" or "int" => StoredType.Int32,
        "int64" or "long" => StoredType.Int64,
        "bool" => StoredType.Bool,
        _ => null,
    };
}
