using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LibTorch.Kernels;

/// <summary>Sixteen floats.</summary>
internal readonly unsafe struct FloatVector512(Vector512<float> value) : IFloatVector<FloatVector512>
{
    private readonly Vector512<float> _value = value;

    private static Vector512<ushort> UpperHalves => Vector512.CreateSequence<ushort>(1, 2);

    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 operator +(FloatVector512 left, FloatVector512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 operator -(FloatVector512 left, FloatVector512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 operator *(FloatVector512 left, FloatVector512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 operator /(FloatVector512 left, FloatVector512 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 Load(BFloat16* source) => new((Avx512F.ConvertToVector512UInt32(Vector256.Load((ushort*)source)) << 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatVector512 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatVector512 value, BFloat16* destination)
    {
        Vector512<uint> bits = value._value.AsUInt32();
        Vector512<uint> rounded = bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One);
        // One permutation is faster than the conversion to 16 bits.
        Avx512BW.PermuteVar32x16(rounded.AsUInt16(), UpperHalves).GetLower().Store((ushort*)destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 MultiplyAdd(FloatVector512 left, FloatVector512 right, FloatVector512 addend) =>
        new(Vector512.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 Max(FloatVector512 left, FloatVector512 right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 Min(FloatVector512 left, FloatVector512 right) => new(Vector512.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector512 AddToExponent(FloatVector512 value, FloatVector512 lowBits) =>
        new((value._value.AsInt32() + (lowBits._value.AsInt32() << 23)).AsSingle());
}
