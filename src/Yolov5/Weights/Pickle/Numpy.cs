using System.Diagnostics.CodeAnalysis;

namespace Yolov5.Weights.Pickle;

/// <summary>NumPy's scalars and arrays, which training programs leave in their checkpoints (fitness, for one).</summary>
internal static class Numpy
{
    /// <summary>A scalar, given as (type, bytes); null if its type has no counterpart here.</summary>
    public static CheckpointScalar? ReadScalar(CheckpointList arguments)
    {
        if (arguments.Count != 2 || !TryReadType(arguments[0], out StoredType type, out bool bigEndian) || Bytes(arguments[1]) is not { } bytes || bytes.Length != type.Size())
            return null;
        byte[] element = LittleEndian(bytes, type, bigEndian);
        if (type.IsFloatingPoint())
            return new CheckpointScalar(ElementConversion.ToDouble(type, element));
        long integer = ElementConversion.ToInt64(type, element);
        return type == StoredType.Bool ? CheckpointScalar.Of(integer != 0) : new CheckpointScalar(integer);
    }

    /// <summary>An array, whose attributes are (version, shape, type, whether in Fortran's order, bytes).</summary>
    public static bool TryReadArray(PickleObject array, [NotNullWhen(true)] out StoredTensor? tensor)
    {
        tensor = null;
        if (array.ClassName != "numpy.core.multiarray._reconstruct"
            || array.State is not CheckpointList { Count: 5 } state
            || state[1] is not CheckpointList { Count: <= PickleBudget.TensorDimensions } sizes
            || !TryReadType(state[2], out StoredType type, out bool bigEndian)
            || state[3] is not CheckpointScalar { Value: bool fortranOrder }
            || Bytes(state[4]) is not { } bytes)
        {
            return false;
        }

        var shape = new long[sizes.Count];
        Int128 expected = type.Size();
        for (int d = 0; d < shape.Length; d++)
        {
            // A plain integer: a size that is an array again could nest without end.
            if (sizes[d] is not CheckpointScalar { Value: long and >= 0 and var size })
                return false;
            shape[d] = size;
            expected = Int128.Min(expected * shape[d], Int128.One << 62);
        }

        if (expected != bytes.Length || (fortranOrder && shape.Length > 1))
            return false;
        tensor = new StoredTensor("", type, shape, LittleEndian(bytes, type, bigEndian));
        return true;
    }

    /// <summary>A type is made of its code, such as f8, and has (version, byte order, ...) as its attributes.</summary>
    private static bool TryReadType(CheckpointValue value, out StoredType type, out bool bigEndian)
    {
        type = default;
        bigEndian = false;
        if (value is not PickleObject { ClassName: "numpy.dtype", Arguments: [var code, ..] } numpyType || !code.TryGetString(out string? text))
            return false;
        StoredType? known = text switch
        {
            "f2" => StoredType.Float16,
            "f4" => StoredType.Float32,
            "f8" => StoredType.Float64,
            "u1" => StoredType.UInt8,
            "i1" => StoredType.Int8,
            "i2" => StoredType.Int16,
            "i4" => StoredType.Int32,
            "i8" => StoredType.Int64,
            "b1" => StoredType.Bool,
            _ => null,
        };
        type = known ?? default;
        bigEndian = numpyType.State is CheckpointList { Count: >= 2 } state && state[1].TryGetString(out string? order) && order == ">";
        return known is not null;
    }

    private static byte[]? Bytes(CheckpointValue value) => (value as CheckpointScalar)?.Value as byte[];

    private static byte[] LittleEndian(byte[] bytes, StoredType type, bool bigEndian)
    {
        if (!bigEndian)
            return bytes;
        byte[] copy = [.. bytes];
        ElementConversion.ReverseBytes(copy, type.Size());
        return copy;
    }
}
