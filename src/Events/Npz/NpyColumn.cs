using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Events.Npz;

/// <summary>Reads an array of an archive as whole numbers, block by block.</summary>
internal sealed class NpyColumn : IDisposable
{
    private readonly ByteBlocks _blocks;
    private readonly NpyHeader _header;
    private readonly byte[] _swapped;
    private long _read;

    /// <summary>Opens an array.</summary>
    /// <param name="content">Its file.</param>
    /// <param name="name">Its name, for errors.</param>
    public NpyColumn(CheckedEntry content, string name)
    {
        _blocks = new ByteBlocks(content, name, content.Length);
        try
        {
            _header = NpyHeader.Read(_blocks);
        }
        catch
        {
            _blocks.Dispose();
            throw;
        }

        bool isSwapped = (_header.Type[0] == '>') == BitConverter.IsLittleEndian && _header.ElementBytes > 1;
        _swapped = isSwapped ? new byte[MostElements * sizeof(long)] : [];
    }

    /// <summary>Most elements that are read at once.</summary>
    public static int MostElements => 1 << 12;

    /// <summary>Elements in all, as the header says.</summary>
    public long Count => _header.Count;

    /// <summary>Reads the next elements.</summary>
    /// <param name="values">Places for them, at most <see cref="MostElements"/>.</param>
    /// <exception cref="InvalidInputException">The array ends before, is damaged, or holds a number that is not whole.</exception>
    public void Read(Span<long> values)
    {
        int bytes = values.Length * _header.ElementBytes;
        if (!_blocks.Require(bytes))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{_blocks.Name} ends after {_read + _blocks.Rest.Length / _header.ElementBytes} elements; its header says {Count}."));
        ReadOnlySpan<byte> elements = _blocks.Rest[..bytes];
        switch (_header.Type[1..])
        {
            case "b1" or "u1":
                Take<byte>(elements, values);
                break;
            case "i1":
                Take<sbyte>(elements, values);
                break;
            case "u2":
                Take<ushort>(Ordered<ushort>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
            case "i2":
                Take<short>(Ordered<ushort>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
            case "u4":
                Take<uint>(Ordered<uint>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
            case "i4":
                Take<int>(Ordered<uint>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
            case "u8":
                Take<ulong>(Ordered<ulong>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
            case "i8":
                Take<long>(Ordered<ulong>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
            case "f4":
                TakeWhole<float>(Ordered<uint>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
            default:
                TakeWhole<double>(Ordered<ulong>(elements, BinaryPrimitives.ReverseEndianness), values);
                break;
        }

        _blocks.Advance(bytes);
        _read += values.Length;
    }

    /// <summary>Checks that nothing follows the last element.</summary>
    /// <exception cref="InvalidInputException">Something does, or the array is damaged.</exception>
    public void Finish()
    {
        if (_blocks.Require(1))
            throw new InvalidInputException($"{_blocks.Name} goes on behind the {Count} elements that its header names.");
    }

    public void Dispose() => _blocks.Dispose();

    private delegate void Reverse<T>(ReadOnlySpan<T> source, Span<T> destination);

    /// <summary>The elements with their bytes in the machine's order.</summary>
    private ReadOnlySpan<byte> Ordered<T>(ReadOnlySpan<byte> elements, Reverse<T> reverse)
        where T : struct
    {
        if (_swapped.Length == 0)
            return elements;
        reverse(MemoryMarshal.Cast<byte, T>(elements), MemoryMarshal.Cast<byte, T>(_swapped.AsSpan()));
        return _swapped.AsSpan(0, elements.Length);
    }

    private static void Take<T>(ReadOnlySpan<byte> elements, Span<long> values)
        where T : struct, IBinaryInteger<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(elements);
        for (int i = 0; i < values.Length; i++)
            values[i] = long.CreateSaturating(numbers[i]);
    }

    private void TakeWhole<T>(ReadOnlySpan<byte> elements, Span<long> values)
        where T : struct, IFloatingPoint<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(elements);
        for (int i = 0; i < values.Length; i++)
        {
            double number = double.CreateSaturating(numbers[i]);
            if (!(Math.Abs(number) <= CdEvent.MostTime) || number != Math.Truncate(number))
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{_blocks.Name}, element {_read + i}: {number} is no whole number up to {CdEvent.MostTime}."));
            values[i] = (long)number;
        }
    }
}
