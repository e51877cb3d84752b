namespace Yolov5.Weights.Pickle;

/// <summary>
/// Makes tensors of views of storages: (storage, offset, sizes, strides). A row-major view shares the storage's memory;
/// any other is gathered. Offsets and strides are checked in 128 bits against what the file holds.
/// </summary>
internal sealed class TensorRebuilder(Func<string, ReadOnlyMemory<byte>> storages, bool bigEndian, PickleBudget budget)
{
    /// <summary>The tensor; null if its element type has no counterpart here.</summary>
    /// <param name="arguments">Storage, offset in elements, sizes, strides, two or three that do not matter here, type.</param>
    /// <param name="typed">True if the element type is the seventh argument instead of the storage's.</param>
    /// <exception cref="InvalidDataException">The view does not lie within the storage.</exception>
    public CheckpointTensor? Rebuild(CheckpointList arguments, bool typed)
    {
        if (arguments.Count < (typed ? 7 : 4) || arguments[0] is not StorageReference storage || arguments[1] is not CheckpointScalar { Value: long offset })
            return null;
        StoredType? type = storage.Type;
        if (typed)
            type = arguments[6] is PickleObject { ClassName: var name } && name.StartsWith("torch.", StringComparison.Ordinal) ? StoredTypeExtensions.FromTorchName(name[6..]) : null;
        if (type is not StoredType elements)
            return null;

        // Shapes are copied out of lists that many tensors may share.
        budget.Copy(PickleBudget.TensorDimensions);
        long[] shape = Integers(arguments[2], "sizes");
        long[] strides = Integers(arguments[3], "strides");
        if (shape.Length != strides.Length)
            throw new InvalidDataException($"A tensor has {shape.Length} sizes and {strides.Length} strides.");
        if (offset < 0 || Array.Exists(shape, size => size < 0) || Array.Exists(strides, stride => stride < 0))
            throw new InvalidDataException($"A tensor of storage {Quote.Of(storage.Key)} has a negative offset, size or stride.");
        return new CheckpointTensor(new StoredTensor("", elements, shape, Read(storage, elements, offset, shape, strides)));
    }

    private ReadOnlyMemory<byte> Read(StorageReference storage, StoredType type, long offset, long[] shape, long[] strides)
    {
        if (Array.Exists(shape, size => size == 0))
            return ReadOnlyMemory<byte>.Empty;
        int size = type.Size();
        ReadOnlyMemory<byte> bytes = storages(storage.Key);
        Int128 declared = (Int128)storage.ElementCount * (storage.IsUntyped ? 1 : (storage.Type ?? type).Size());
        if (declared > bytes.Length)
            throw new InvalidDataException($"Storage {Quote.Of(storage.Key)} should have {declared} bytes but has {bytes.Length}: the file is damaged.");

        // Both stay far below 128 bits: a product is cut off as soon as it is larger than any storage.
        Int128 count = 1;
        Int128 last = offset;
        bool contiguous = true;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            contiguous &= shape[d] == 1 || strides[d] == count;
            last += (Int128)(shape[d] - 1) * strides[d];
            count *= shape[d];
            if (count > int.MaxValue)
                throw new InvalidDataException($"A tensor of storage {Quote.Of(storage.Key)} has more than {int.MaxValue} elements.");
        }

        if ((last + 1) * size > declared)
            throw new InvalidDataException($"A tensor of shape [{string.Join(", ", shape)}] reaches beyond its storage {Quote.Of(storage.Key)}.");
        if (count * size > Array.MaxLength)
            throw new InvalidDataException($"A tensor of storage {Quote.Of(storage.Key)} is larger than 2 GiB.");
        if (contiguous && (!bigEndian || size == 1))
            return bytes.Slice(checked((int)(offset * size)), checked((int)(count * size)));

        budget.Gather(count * size);
        byte[] gathered = Gather(bytes.Span, size, offset, shape, strides, (int)count);
        if (bigEndian)
            ElementConversion.ReverseBytes(gathered, size);
        return gathered;
    }

    private static byte[] Gather(ReadOnlySpan<byte> source, int size, long offset, long[] shape, long[] strides, int count)
    {
        var target = new byte[count * size];
        var place = new long[shape.Length];
        long element = offset;
        for (int i = 0; i < count; i++)
        {
            source.Slice((int)(element * size), size).CopyTo(target.AsSpan(i * size, size));
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                element += strides[d];
                if (++place[d] < shape[d])
                    break;
                element -= strides[d] * shape[d];
                place[d] = 0;
            }
        }

        return target;
    }

    private static long[] Integers(CheckpointValue value, string what)
    {
        if (value is not CheckpointList { Count: <= PickleBudget.TensorDimensions } list)
            throw new InvalidDataException($"The {what} of a tensor are {value.Kind}, not a tuple of at most {PickleBudget.TensorDimensions} integers.");
        var integers = new long[list.Count];
        for (int i = 0; i < integers.Length; i++)
        {
            if (list[i] is not CheckpointScalar { Value: long integer })
                throw new InvalidDataException($"The {what} of a tensor contain {list[i].Kind}.");
            integers[i] = integer;
        }

        return integers;
    }
}
