using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LibTorch.Kernels;

/// <summary>Four floats.</summary>
internal readonly unsafe struct FloatVector128(Vector128<float> value) : IFloatVector<FloatVector128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => Vector128<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 operator +(FloatVector128 left, FloatVector128 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 operator -(FloatVector128 left, FloatVector128 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 operator *(FloatVector128 left, FloatVector128 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 operator /(FloatVector128 left, FloatVector128 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 Load(BFloat16* source) => new((Vector128.WidenLower(Vector64.Load((ushort*)source).ToVector128Unsafe()) << 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatVector128 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatVector128 value, BFloat16* destination)
    {
        Vector128<uint> bits = value._value.AsUInt32();
        Vector128<uint> rounded = (bits + Vector128.Create(0x7FFFu) + ((bits >> 16) & Vector128<uint>.One)) >> 16;
        Vector64<ushort> narrow = Sse41.IsSupported
            ? Sse41.PackUnsignedSaturate(rounded.AsInt32(), rounded.AsInt32()).GetLower()
            : Vector64.Narrow(rounded.GetLower(), rounded.GetUpper());
        narrow.Store((ushort*)destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 MultiplyAdd(FloatVector128 left, FloatVector128 right, FloatVector128 addend) =>
        new(Vector128.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 Max(FloatVector128 left, FloatVector128 right) => new(Vector128.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 Min(FloatVector128 left, FloatVector128 right) => new(Vector128.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector128 AddToExponent(FloatVector128 value, FloatVector128 lowBits) =>
        new((value._value.AsInt32() + (lowBits._value.AsInt32() << 23)).AsSingle());
}
