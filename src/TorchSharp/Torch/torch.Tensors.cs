using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Float32, null, device, requires_grad, null);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Float64, dtype, device, requires_grad, null);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Int64, dtype, device, requires_grad, null);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Int32, null, device, requires_grad, null);

    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Bool, dtype, device, requires_grad, null);

    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Byte, null, device, requires_grad, null);

    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Int8, null, device, requires_grad, null);

    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Int16, null, device, requires_grad, null);

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        long[] sizes = [.. Enumerable.Range(0, rawArray.Rank).Select(rawArray.GetLongLength)];
        return Type.GetTypeCode(rawArray.GetType().GetElementType()) switch
        {
            TypeCode.Single => Copied(Flat<float>(rawArray), sizes, ScalarType.Float32, dtype, device, requires_grad, names),
            TypeCode.Double => Copied(Flat<double>(rawArray), sizes, ScalarType.Float64, dtype, device, requires_grad, names),
            TypeCode.Int64 => Copied(Flat<long>(rawArray), sizes, ScalarType.Int64, dtype, device, requires_grad, names),
            TypeCode.Int32 => Copied(Flat<int>(rawArray), sizes, ScalarType.Int32, dtype, device, requires_grad, names),
            TypeCode.Boolean => Copied(Flat<bool>(rawArray), sizes, ScalarType.Bool, dtype, device, requires_grad, names),
            TypeCode.Byte => Copied(Flat<byte>(rawArray), sizes, ScalarType.Byte, dtype, device, requires_grad, names),
            TypeCode.SByte => Copied(Flat<sbyte>(rawArray), sizes, ScalarType.Int8, dtype, device, requires_grad, names),
            TypeCode.Int16 => Copied(Flat<short>(rawArray), sizes, ScalarType.Int16, dtype, device, requires_grad, names),
            _ => throw new NotSupportedException($"Tensors cannot be made from {rawArray.GetType()}."),
        };
    }

    private static unsafe ReadOnlySpan<T> Flat<T>(Array array)
        where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array)),
            array.Length);

    private static Tensor Copied<T>(
        ReadOnlySpan<T> values,
        ReadOnlySpan<long> sizes,
        ScalarType type,
        ScalarType? wanted,
        Device? device,
        bool requiresGrad,
        string[]? names)
        where T : unmanaged
    {
        ThrowIfNamed(names);
        long elements = 1;
        foreach (long size in sizes)
            elements *= size;
        if (elements != values.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {values.Length} values for [{string.Join(", ", sizes.ToArray())}]");
        Tensor tensor = new(TensorHandle.FromMemory(values, (int)type, sizes));
        Device place = device ?? s_defaultDevice;
        if ((wanted is { } other && other != type) || place.type != DeviceType.CPU)
            tensor = tensor.to(wanted ?? type, place, disposeAfter: true);
        return requiresGrad ? tensor.requires_grad_() : tensor;
    }
}
