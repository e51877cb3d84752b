using System.Runtime.InteropServices;

namespace Interop;

/// <summary>What can be done with a tensor's handle (<c>at::Tensor*</c>) beside calling operators on it.</summary>
public static unsafe class TensorHandle
{
    /// <summary>Lets go of a handle; the tensor dies with its last one.</summary>
    public static void Free(nint handle) => Check.Status(Native.bridge_tensor_free(handle));

    /// <summary>A second handle on the same tensor.</summary>
    public static nint Alias(nint handle)
    {
        Check.Status(Native.bridge_tensor_alias(handle, out nint result));
        return result;
    }

    /// <summary>Shape, type, device and flags.</summary>
    public static TensorInfo Info(nint handle)
    {
        Check.Status(Native.bridge_tensor_info(handle, out TensorInfo info));
        return info;
    }

    /// <summary>The size of every dimension.</summary>
    public static long[] Sizes(nint handle) => SizesAndStrides(handle).Sizes;

    /// <summary>The step in elements of every dimension.</summary>
    public static long[] Strides(nint handle) => SizesAndStrides(handle).Strides;

    /// <summary>The address of the first element, on whatever device it is.</summary>
    public static nint Data(nint handle)
    {
        Check.Status(Native.bridge_tensor_data(handle, out nint data));
        return data;
    }

    /// <summary>A new CPU tensor that holds a copy of <paramref name="values"/>.</summary>
    /// <param name="values">Elements in row-major order.</param>
    /// <param name="scalarType">libtorch's number of the element type; its size must fit.</param>
    /// <param name="sizes">The size of every dimension.</param>
    public static nint FromMemory<T>(ReadOnlySpan<T> values, int scalarType, ReadOnlySpan<long> sizes)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        fixed (byte* data = bytes)
        fixed (long* shape = sizes)
        {
            Check.Status(Native.bridge_tensor_from_memory(data, bytes.Length, scalarType, shape, sizes.Length, out nint result));
            return result;
        }
    }

    /// <summary>Switches the recording of gradients.</summary>
    public static void SetRequiresGrad(nint handle, bool requiresGrad) =>
        Check.Status(Native.bridge_tensor_set_requires_grad(handle, requiresGrad ? 1 : 0));

    /// <summary>A handle on the gradient, or zero where there is none.</summary>
    public static nint Grad(nint handle)
    {
        Check.Status(Native.bridge_tensor_grad(handle, out nint result));
        return result;
    }

    /// <summary>Puts a gradient in place, or takes it away (zero).</summary>
    public static void SetGrad(nint handle, nint grad) => Check.Status(Native.bridge_tensor_set_grad(handle, grad));

    /// <summary>Exchanges what the tensor object holds, as <c>x.data = y</c> does in Python.</summary>
    public static void SetData(nint handle, nint data) => Check.Status(Native.bridge_tensor_set_data(handle, data));

    /// <summary>
    /// Gives the memory under a tensor back (0 bytes) or gets it anew with undefined content, for all tensors on the same
    /// storage. Sizes, strides and version counters stay, so that a graph that holds them does not notice; elements must
    /// not be touched meanwhile.
    /// </summary>
    public static void ResizeStorage(nint handle, long bytes) => Check.Status(Native.bridge_tensor_resize_storage(handle, bytes));

    /// <summary>libtorch's printed form.</summary>
    public static string Describe(nint handle)
    {
        Check.Status(Native.bridge_tensor_describe(handle, out nint text));
        return Marshal.PtrToStringUTF8(text) ?? "";
    }

    private static (long[] Sizes, long[] Strides) SizesAndStrides(nint handle)
    {
        int dimensions = Info(handle).Dimensions;
        long[] sizes = new long[dimensions];
        long[] strides = new long[dimensions];
        fixed (long* first = sizes)
        fixed (long* second = strides)
            Check.Status(Native.bridge_tensor_sizes(handle, first, second));
        return (sizes, strides);
    }
}
