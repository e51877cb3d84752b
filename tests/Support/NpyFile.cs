using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Support;

/// <summary>Reads NumPy's .npy format 1.0, little endian, C order.</summary>
public sealed partial class NpyFile
{
    private readonly byte[] _data;

    private NpyFile(string descriptor, long[] shape, byte[] data)
    {
        Descriptor = descriptor;
        Shape = shape;
        _data = data;
    }

    /// <summary>NumPy's name of the element type, such as <c>&lt;f4</c>.</summary>
    public string Descriptor { get; }

    public long[] Shape { get; }

    public ReadOnlySpan<byte> Bytes => _data;

    public static NpyFile Read(string path)
    {
        byte[] all = File.ReadAllBytes(path);
        int headerLength = BitConverter.ToUInt16(all, 8);
        string header = Encoding.ASCII.GetString(all, 10, headerLength);
        string descriptor = DescriptorPattern().Match(header).Groups[1].Value;
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal))
            throw new InvalidDataException($"{path} is in Fortran order.");
        long[] shape = ShapePattern().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new NpyFile(descriptor, shape, all[(10 + headerLength)..]);
    }

    public float[] Single() => Values<float>("<f4");

    public double[] Double() => Values<double>("<f8");

    public long[] Int64() => Values<long>("<i8");

    public byte[] Byte() => Values<byte>("|u1");

    private T[] Values<T>(string descriptor)
        where T : struct
    {
        if (Descriptor != descriptor)
            throw new InvalidOperationException($"The file holds {Descriptor}, not {descriptor}.");
        return MemoryMarshal.Cast<byte, T>(_data).ToArray();
    }

    [GeneratedRegex(@"'descr': '([^']+)'")]
    private static partial Regex DescriptorPattern();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapePattern();
}
