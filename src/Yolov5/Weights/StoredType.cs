namespace Yolov5.Weights;

/// <summary>The element type of a tensor in a weights file. Elements are stored little endian.</summary>
public enum StoredType
{
    /// <summary>IEEE 754 half precision, 2 bytes; <c>torch.float16</c>.</summary>
    Float16,

    /// <summary>The upper half of a single, 2 bytes; <c>torch.bfloat16</c>.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision, 4 bytes; <c>torch.float32</c>.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes; <c>torch.float64</c>.</summary>
    Float64,

    /// <summary>Unsigned, 1 byte; <c>torch.uint8</c>.</summary>
    UInt8,

    /// <summary>Signed, 1 byte; <c>torch.int8</c>.</summary>
    Int8,

    /// <summary>Signed, 2 bytes; <c>torch.int16</c>.</summary>
    Int16,

    /// <summary>Signed, 4 bytes; <c>torch.int32</c>.</summary>
    Int32,

    /// <summary>Signed, 8 bytes; <c>torch.int64</c>.</summary>
    Int64,

    /// <summary>0 or 1, 1 byte; <c>torch.bool</c>.</summary>
    Bool,
}
