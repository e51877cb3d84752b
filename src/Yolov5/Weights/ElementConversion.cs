using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Yolov5.Weights;

/// <summary>Conversion of little-endian elements between number types.</summary>
internal static class ElementConversion
{
    public static void ToSingle(StoredType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        int size = type.Size();
        if (type == StoredType.Float32 && BitConverter.IsLittleEndian)
        {
            source.CopyTo(MemoryMarshal.AsBytes(target));
            return;
        }

        if (type == StoredType.Float16 && BitConverter.IsLittleEndian)
        {
            // The type of official checkpoints: worth a loop without a switch in it.
            ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(source);
            for (int i = 0; i < target.Length; i++)
                target[i] = (float)halves[i];
            return;
        }

        for (int i = 0; i < target.Length; i++)
            target[i] = (float)ToDouble(type, source.Slice(i * size, size));
    }

    /// <summary>One element as a double: exact but for int64 values beyond 2^53.</summary>
    public static double ToDouble(StoredType type, ReadOnlySpan<byte> element) => type switch
    {
        StoredType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
        StoredType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
        StoredType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(element),
        StoredType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(element),
        _ => ToInt64(type, element),
    };

    /// <summary>One element of an integral type.</summary>
    public static long ToInt64(StoredType type, ReadOnlySpan<byte> element) => type switch
    {
        StoredType.UInt8 => element[0],
        StoredType.Int8 => (sbyte)element[0],
        StoredType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
        StoredType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
        StoredType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
        StoredType.Bool => element[0] != 0 ? 1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an integral type."),
    };

    public static byte[] Convert(StoredType from, ReadOnlySpan<byte> source, StoredType to)
    {
        int sourceSize = from.Size();
        int targetSize = to.Size();
        int count = source.Length / sourceSize;
        var target = new byte[checked(count * targetSize)];
        for (int i = 0; i < count; i++)
            WriteDouble(to, ToDouble(from, source.Slice(i * sourceSize, sourceSize)), target.AsSpan(i * targetSize, targetSize));
        return target;
    }

    /// <summary>Turns big-endian elements into little-endian ones, or back.</summary>
    public static void ReverseBytes(Span<byte> data, int elementSize)
    {
        if (elementSize == 1)
            return;
        for (int i = 0; i < data.Length; i += elementSize)
            data.Slice(i, elementSize).Reverse();
    }

    private static void WriteDouble(StoredType type, double value, Span<byte> target)
    {
        switch (type)
        {
            case StoredType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(target, (Half)(float)value);
                break;
            case StoredType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(target, ToBFloat16(value));
                break;
            case StoredType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(target, (float)value);
                break;
            case StoredType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(target, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a floating point type.");
        }
    }

    /// <summary>Through single precision, as PyTorch converts, then to nearest, ties to even; NaN stays NaN.</summary>
    private static ushort ToBFloat16(double value)
    {
        float single = (float)value;
        if (float.IsNaN(single))
            return 0x7FC0;
        uint bits = BitConverter.SingleToUInt32Bits(single);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
