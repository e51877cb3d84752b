namespace LibTorch.Tests.Kernels;

/// <summary>Conversions between float and bfloat16, element by element.</summary>
internal static class Bits
{
    public static float Widened(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    public static ushort Narrowed(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
