using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Yolov5.Weights.Pickle;

/// <summary>
/// Writes a tree as a pickle of protocol 2 with the instructions and names that PyTorch's restricted loader
/// (<c>torch.load(..., weights_only=True)</c>) accepts; tensors become references to storages that are kept beside it.
/// </summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<StoredTensor> _storages = [];

    /// <summary>The tensors that the pickle refers to, in the order of their keys 0, 1, ...</summary>
    public IReadOnlyList<StoredTensor> Storages => _storages;

    /// <summary>The pickle of a value.</summary>
    /// <exception cref="ArgumentException">The value holds something that the restricted loader would refuse.</exception>
    public byte[] Write(CheckpointValue value)
    {
        Put(PickleOpcode.Proto);
        PutByte(2);
        WriteValue(value, depth: 0);
        Put(PickleOpcode.Stop);
        return _output.WrittenSpan.ToArray();
    }

    private void WriteValue(CheckpointValue value, int depth)
    {
        if (depth > TreeShape.MaximumDepth)
            throw new ArgumentException($"The value is nested more than {TreeShape.MaximumDepth} times.", nameof(value));
        switch (value)
        {
            case CheckpointScalar scalar:
                WriteScalar(scalar);
                break;
            case CheckpointTensor { Tensor: var tensor }:
                WriteTensor(tensor);
                break;
            case CheckpointList list:
                WriteList(list, depth);
                break;
            case CheckpointDictionary dictionary:
                WriteDictionary(dictionary, depth);
                break;
            default:
                throw new ArgumentException($"{value.Kind} cannot be written to a checkpoint.", nameof(value));
        }
    }

    private void WriteScalar(CheckpointScalar scalar)
    {
        switch (scalar.Value)
        {
            case null:
                Put(PickleOpcode.None);
                break;
            case bool boolean:
                Put(boolean ? PickleOpcode.NewTrue : PickleOpcode.NewFalse);
                break;
            case long integer:
                WriteInteger(integer);
                break;
            case double number:
                Put(PickleOpcode.BinFloat);
                Span<byte> bits = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleBigEndian(bits, number);
                _output.Write(bits);
                break;
            case string text:
                WriteString(text);
                break;
            default:
                throw new ArgumentException($"{scalar.Kind} cannot be written to a checkpoint; keep bytes as a uint8 tensor.", nameof(scalar));
        }
    }

    private void WriteInteger(long value)
    {
        switch (value)
        {
            case >= 0 and <= byte.MaxValue:
                Put(PickleOpcode.BinInt1);
                PutByte((byte)value);
                break;
            case >= 0 and <= ushort.MaxValue:
                Put(PickleOpcode.BinInt2);
                _output.Write([(byte)value, (byte)(value >> 8)]);
                break;
            case >= int.MinValue and <= int.MaxValue:
                Put(PickleOpcode.BinInt);
                PutInt32((int)value);
                break;
            default:
                byte[] bytes = new BigInteger(value).ToByteArray();
                Put(PickleOpcode.Long1);
                PutByte((byte)bytes.Length);
                _output.Write(bytes);
                break;
        }
    }

    private void WriteString(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Put(PickleOpcode.BinUnicode);
        PutInt32(bytes.Length);
        _output.Write(bytes);
    }

    private void WriteList(CheckpointList list, int depth)
    {
        if (list.IsTuple)
        {
            if (list.Count == 0)
            {
                Put(PickleOpcode.EmptyTuple);
                return;
            }

            Put(PickleOpcode.Mark);
            foreach (CheckpointValue item in list)
                WriteValue(item, depth + 1);
            Put(PickleOpcode.Tuple);
            return;
        }

        Put(PickleOpcode.EmptyList);
        if (list.Count == 0)
            return;
        Put(PickleOpcode.Mark);
        foreach (CheckpointValue item in list)
            WriteValue(item, depth + 1);
        Put(PickleOpcode.Appends);
    }

    private void WriteDictionary(CheckpointDictionary dictionary, int depth)
    {
        if (dictionary.IsOrdered)
            WriteEmptyOrderedDictionary();
        else
            Put(PickleOpcode.EmptyDict);
        if (dictionary.Count == 0)
            return;
        Put(PickleOpcode.Mark);
        foreach ((CheckpointValue key, CheckpointValue value) in dictionary)
        {
            if (key is not CheckpointScalar)
                throw new ArgumentException($"A dictionary has {key.Kind} as a key; strings and integers can be written.", nameof(dictionary));
            WriteValue(key, depth + 1);
            WriteValue(value, depth + 1);
        }

        Put(PickleOpcode.SetItems);
    }

    /// <summary>
    /// _rebuild_tensor_v2(storage, offset 0, sizes, row-major strides, requires_grad false, no hooks), where the storage
    /// is the persistent id ('storage', class, key, 'cpu', elements).
    /// </summary>
    private void WriteTensor(StoredTensor tensor)
    {
        WriteName("torch._utils", "_rebuild_tensor_v2");
        Put(PickleOpcode.Mark);
        Put(PickleOpcode.Mark);
        WriteString("storage");
        WriteName("torch", tensor.Type.StorageClass());
        WriteString(_storages.Count.ToString(CultureInfo.InvariantCulture));
        WriteString("cpu");
        WriteInteger(tensor.ElementCount);
        Put(PickleOpcode.Tuple);
        Put(PickleOpcode.BinPersId);
        WriteInteger(0);
        WriteIntegers(tensor.Shape);
        WriteIntegers(Strides(tensor.Shape));
        Put(PickleOpcode.NewFalse);
        WriteEmptyOrderedDictionary();
        Put(PickleOpcode.Tuple);
        Put(PickleOpcode.Reduce);
        _storages.Add(tensor);
    }

    private void WriteIntegers(long[] values)
    {
        Put(PickleOpcode.Mark);
        foreach (long value in values)
            WriteInteger(value);
        Put(PickleOpcode.Tuple);
    }

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        Int128 stride = 1;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = (long)stride;
            // PyTorch counts an empty dimension as one here; a tensor without elements may have any other sizes.
            stride = Int128.Min(stride * Math.Max(shape[d], 1), long.MaxValue);
        }

        return strides;
    }

    private void WriteEmptyOrderedDictionary()
    {
        WriteName("collections", "OrderedDict");
        Put(PickleOpcode.EmptyTuple);
        Put(PickleOpcode.Reduce);
    }

    private void WriteName(string module, string name)
    {
        Put(PickleOpcode.Global);
        _output.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
    }

    private void Put(PickleOpcode opcode) => PutByte((byte)opcode);

    private void PutByte(byte value) => _output.Write([value]);

    private void PutInt32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _output.Write(bytes);
    }
}
