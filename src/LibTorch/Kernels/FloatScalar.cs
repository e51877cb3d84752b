using System.Runtime.CompilerServices;

namespace LibTorch.Kernels;

/// <summary>One float, for the columns that no vector is full of.</summary>
internal readonly unsafe struct FloatScalar(float value) : IFloatVector<FloatScalar>
{
    private readonly float _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar operator +(FloatScalar left, FloatScalar right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar operator -(FloatScalar left, FloatScalar right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar operator *(FloatScalar left, FloatScalar right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar operator /(FloatScalar left, FloatScalar right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar Load(BFloat16* source) => new(BitConverter.UInt32BitsToSingle((uint)source->Bits << 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatScalar value, float* destination) => *destination = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatScalar value, BFloat16* destination)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value._value);
        *destination = new((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar MultiplyAdd(FloatScalar left, FloatScalar right, FloatScalar addend) =>
        new(float.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar Max(FloatScalar left, FloatScalar right) => new(float.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar Min(FloatScalar left, FloatScalar right) => new(float.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatScalar AddToExponent(FloatScalar value, FloatScalar lowBits) =>
        new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value._value) + (BitConverter.SingleToInt32Bits(lowBits._value) << 23)));
}
