using System.Buffers.Binary;
using System.Text;

namespace Yolov5.Weights.Pickle;

/// <summary>Reads the operands of a pickle's instructions; every length is checked against what is left.</summary>
internal sealed class PickleInput(byte[] pickle)
{
    private int _position;

    public int Position => _position;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>The only operand that is big endian.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(pickle.Length - _position))
            throw new InvalidDataException($"The pickle ends inside the instruction at byte {_position}.");
        ReadOnlySpan<byte> span = pickle.AsSpan(_position, (int)length);
        _position += (int)length;
        return span;
    }

    public string ReadUtf8(ulong length) => Encoding.UTF8.GetString(Take(length));

    /// <summary>Python 2's strings, whose bytes have no agreed meaning: read one to one.</summary>
    public string ReadLatin1(ulong length) => Encoding.Latin1.GetString(Take(length));

    /// <summary>A name that ends with a line feed.</summary>
    public string ReadLine()
    {
        int window = Math.Min(pickle.Length - _position, PickleBudget.NameLength + 1);
        int end = pickle.AsSpan(_position, window).IndexOf((byte)'\n');
        if (end < 0)
            throw new InvalidDataException($"The name at byte {_position} of the pickle does not end.");
        string line = Encoding.UTF8.GetString(pickle, _position, end);
        _position += end + 1;
        return line;
    }
}
