using Interop;

namespace TorchSharp;

public sealed class Scalar : IDisposable
{
    private Scalar(torch.ScalarType type, long integer)
    {
        Type = type;
        Integer = integer;
        Number = integer;
    }

    private Scalar(torch.ScalarType type, double number)
    {
        Type = type;
        Number = number;
        Integer = double.IsFinite(number) ? (long)number : 0;
    }

    public torch.ScalarType Type { get; }

    internal long Integer { get; }

    internal double Number { get; }

    internal Argument Value => Type switch
    {
        torch.ScalarType.Bool => Integer != 0,
        torch.ScalarType.Int64 => Integer,
        _ => Number,
    };

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Int64, value);

    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int64, value);

    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int64, value);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int64, value);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value);

    public static implicit operator Scalar(Half value) => new(torch.ScalarType.Float64, (double)value);

    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float64, value);

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, value);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1L : 0L);

    /// <summary>Nothing to let go of: the value lives here.</summary>
    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this Half value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.Number;

    public static double ToDouble(this Scalar value) => value.Number;

    public static byte ToByte(this Scalar value) => (byte)value.Integer;

    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Integer;

    public static short ToInt16(this Scalar value) => (short)value.Integer;

    public static int ToInt32(this Scalar value) => (int)value.Integer;

    public static long ToInt64(this Scalar value) => value.Integer;

    public static Half ToHalf(this Scalar value) => (Half)value.Number;

    public static bool ToBoolean(this Scalar value) => value.Number != 0;
}
