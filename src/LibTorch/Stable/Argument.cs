using System.Runtime.InteropServices;
using LibTorch.Loading;
using TorchSharp;

namespace LibTorch.Stable;

/// <summary>One argument of an <see cref="Operator"/>, in the 64 bits in which libtorch takes it. Used in one call only.</summary>
public readonly unsafe struct Argument
{
    private Argument(ulong value) => Value = value;

    /// <summary>An absent optional.</summary>
    public static Argument None => default;

    internal ulong Value { get; }

    /// <summary>A tensor; it remains owned by the caller.</summary>
    public static implicit operator Argument(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Argument argument = new((ulong)NewHandle(tensor));
        GC.KeepAlive(tensor);
        return argument;
    }

    /// <summary>An integer, or the number of an enumeration.</summary>
    public static implicit operator Argument(long value) => new((ulong)value);

    /// <summary>A floating-point number.</summary>
    public static implicit operator Argument(double value) => new(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Argument(bool value) => new(value ? 1ul : 0ul);

    /// <summary>A list of tensors; they remain owned by the caller.</summary>
    public static Argument List(IReadOnlyList<torch.Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Engine.Start();
        nint list;
        Check(StableAbi.NewList((nuint)tensors.Count, &list));
        foreach (torch.Tensor tensor in tensors)
            Check(StableAbi.PushBack(list, (ulong)NewHandle(tensor)));
        GC.KeepAlive(tensors);
        return new Argument((ulong)list);
    }

    /// <summary>A tensor, or an absent optional; it remains owned by the caller.</summary>
    public static Argument Optional(torch.Tensor? tensor)
    {
        if (tensor is null)
            return None;
        ulong* cell = (ulong*)NativeMemory.Alloc((nuint)sizeof(ulong));
        *cell = ((Argument)tensor).Value;
        return new Argument((ulong)cell);
    }

    /// <summary>A list of truth values.</summary>
    public static Argument List(params ReadOnlySpan<bool> values)
    {
        Engine.Start();
        nint list;
        Check(StableAbi.NewList((nuint)values.Length, &list));
        foreach (bool value in values)
            Check(StableAbi.PushBack(list, value ? 1ul : 0ul));
        return new Argument((ulong)list);
    }

    /// <summary>The tensor of a handle that libtorch gave; null if it stands for an undefined one.</summary>
    internal static torch.Tensor? Defined(nint handle)
    {
        byte defined = 0;
        if (handle != 0)
            Check(StableAbi.IsDefined(handle, &defined));
        if (defined != 0)
            return torch.Tensor.UnsafeCreateTensor(handle);
        if (handle != 0)
            Check(StableAbi.DeleteTensor(handle));
        return null;
    }

    internal static nint NewHandle(torch.Tensor tensor)
    {
        nint handle;
        Check(StableAbi.NewTensorHandle(tensor.Handle, &handle));
        return handle;
    }

    private static void Check(int status)
    {
        if (status != 0)
            throw new ExternalException("libtorch could not take the arguments of an operator; it has written the reason to standard error.");
    }
}
